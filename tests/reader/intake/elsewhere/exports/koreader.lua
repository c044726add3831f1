-- we can read Lua syntax here!
return {
    ["annotations"] = {
        [1] = {
            ["chapter"] = "One",
            ["color"] = "red",
            ["datetime"] = "2024-04-21 20:48:07",
            ["drawer"] = "lighten",
            ["note"] = "Ask the \"harbour\" office.\
Soon.",
            ["page"] = "/body/DocFragment[8]/body/p[12]/text().0",
            ["pageno"] = 12,
            ["pos0"] = "/body/DocFragment[8]/body/p[12]/text().0",
            ["pos1"] = "/body/DocFragment[8]/body/p[12]/text().57",
            ["text"] = "The second pump had not run since March, the log says.",
        },
        [2] = {
            ["datetime"] = "2024-04-21 20:50:00",
            ["page"] = "/body/DocFragment[9]/body/p[1]/text().0",
            ["pageno"] = 60,
            ["text"] = "in Two",
        },
    },
    ["cre_dom_version"] = 20240114,
    ["doc_path"] = "/mnt/us/books/river.epub",
    ["doc_props"] = {
        ["authors"] = "Ines Abara\
Tom Vell",
        ["title"] = "The Quiet River",
    },
    ["last_percent"] = 0.25,
    ["summary"] = {},
}
