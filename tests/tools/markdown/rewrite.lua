-- Rewrites Markdown with pandoc: reads JSON lines {md, wrap, links}, writes {text} or {error}.
local format = 'markdown+mark-smart-citations'
local template = pandoc.template.compile(pandoc.template.default('markdown'))
for line in io.lines() do
  local asked = pandoc.json.decode(line, false)
  local options = pandoc.WriterOptions {
    wrap_text = asked.wrap, reference_links = asked.links, template = template
  }
  local ok, text = pcall(function()
    return pandoc.write(pandoc.read(asked.md, format), format, options)
  end)
  io.write(pandoc.json.encode(ok and { text = text } or { error = tostring(text) }), '\n')
  io.flush()
end
