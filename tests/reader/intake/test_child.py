import os
import signal

import pytest

from reader import intake
from reader.errors import NotAnArticle
from reader.intake.child import Child
from tests.reader.intake.sources import PROSE, html, page_file, plain


def test_the_child_gives_what_the_parsers_give() -> None:
    source = page_file("structure")
    with Child() as child:
        assert child.to_article(source) == intake.to_article(source)
        assert child.to_article(plain("Title\n\nWords.")).title == "Title"


def test_a_refusal_comes_through_with_its_advice() -> None:
    with Child() as child:
        with pytest.raises(NotAnArticle, match="PDF") as caught:
            child.to_article(plain("%PDF-1.7"))
        assert caught.value.advice
        assert child.to_article(plain("It still\n\nreads.")).title == "It still"


def test_a_page_without_end_is_given_up_and_the_next_one_is_read() -> None:
    endless = html("<article>" + PROSE * 20_000 + "</article>")
    with Child(seconds=0.2) as child, pytest.raises(NotAnArticle, match="given up"):
        child.to_article(endless)
    with Child() as child:
        assert child.to_article(html(f"<title>Next</title>{PROSE}")).title == "Next"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_child_that_died_is_started_again() -> None:
    with Child() as child:
        child.to_article(plain("One\n\nWords."))
        process = child._far.process
        assert process is not None
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert child.to_article(plain("Two\n\nWords.")).title == "Two"


def test_closing_leaves_no_process_and_may_be_done_twice() -> None:
    child = Child()
    child.to_article(plain("One\n\nWords."))
    process = child._far.process
    assert process is not None
    child.close()
    child.close()
    assert process.returncode is not None
