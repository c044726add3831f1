// Mozilla's Readability with jsdom, asked as tests/bench/pages.py asks: a page as JSON on each line
// of stdin, what it makes of it on each line of stdout.
const { Readability } = require("@mozilla/readability");
const { JSDOM, VirtualConsole } = require("jsdom");
const lines = require("readline").createInterface({ input: process.stdin });

function read(html, url) {
  const dom = new JSDOM(html, { url: url || undefined, virtualConsole: new VirtualConsole() });
  const article = new Readability(dom.window.document).parse() || {};
  return {
    html: article.content,
    title: article.title,
    byline: article.byline,
    published: article.publishedTime,
    site: article.siteName,
    lang: article.lang,
    excerpt: article.excerpt,
  };
}

lines.on("line", (line) => {
  const { html, url } = JSON.parse(line);
  const start = process.cpuUsage();
  let answer;
  try {
    answer = read(html, url);
  } catch (error) {
    answer = { err: String(error).slice(0, 200) };
  }
  const used = process.cpuUsage(start);
  answer.dt = (used.user + used.system) / 1e6;
  console.log(JSON.stringify(answer));
});
