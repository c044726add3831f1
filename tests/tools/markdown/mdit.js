// Renders with markdown-it: reads JSON lines {md}, writes JSON lines {text} or {error}.
const MarkdownIt = require('markdown-it');
const plugin = (name) => {
  const loaded = require(name);
  return loaded.default || loaded;
};
const markdown = new MarkdownIt({ html: true })
  .use(plugin('markdown-it-mark'))
  .use(plugin('markdown-it-footnote'))
  .use(plugin('markdown-it-front-matter'), () => {});

const answer = (line) => {
  try {
    return { text: markdown.render(JSON.parse(line).md) };
  } catch (problem) {
    return { error: String(problem) };
  }
};

require('readline')
  .createInterface({ input: process.stdin })
  .on('line', (line) => process.stdout.write(JSON.stringify(answer(line)) + '\n'));
