// Rewrites Markdown as formatters do: reads JSON lines {md, tool}, writes {text} or {error}.
import readline from 'node:readline';
import prettier from 'prettier';
import { remark } from 'remark';
import frontmatter from 'remark-frontmatter';
import gfm from 'remark-gfm';

const processor = remark().use(frontmatter).use(gfm);
const tools = {
  prettier: (md) => prettier.format(md, { parser: 'markdown' }),
  'prettier-wrapped': (md) => prettier.format(md, { parser: 'markdown', proseWrap: 'always' }),
  remark: async (md) => String(await processor.process(md)),
};

for await (const line of readline.createInterface({ input: process.stdin })) {
  let answer;
  try {
    const asked = JSON.parse(line);
    answer = { text: await tools[asked.tool](asked.md) };
  } catch (problem) {
    answer = { error: String(problem) };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
