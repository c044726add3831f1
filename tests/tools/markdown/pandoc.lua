-- Renders with pandoc: reads JSON lines {md}, writes JSON lines {text} or {error}.
-- `smart` rewrites quotes, dashes and dots; with `citations` an @handle is not plain text.
local format = 'markdown+mark-smart-citations'
local options = pandoc.WriterOptions { wrap_text = 'none', html_math_method = 'mathjax' }
for line in io.lines() do
  local asked = pandoc.json.decode(line, false)
  local ok, html = pcall(function()
    return pandoc.write(pandoc.read(asked.md, format), 'html', options)
  end)
  local answer = ok and { text = html } or { error = tostring(html) }
  io.write(pandoc.json.encode(answer), '\n')
  io.flush()
end
