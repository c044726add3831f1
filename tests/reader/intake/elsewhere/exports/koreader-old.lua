return {
    ["bookmarks"] = {
        [1] = {
            ["datetime"] = "2019-04-21 20:48:07",
            ["highlighted"] = true,
            ["notes"] = "The second pump had not run since March, the log says.",
            ["page"] = 12,
            ["text"] = "Ask the harbour office.",
        },
        [2] = {
            ["datetime"] = "2019-04-21 20:49:07",
            ["highlighted"] = true,
            ["notes"] = "Nobody asked us.",
            ["page"] = 40,
            ["text"] = "Page 40 Nobody asked us. @ 2019-04-21 20:49:07",
        },
    },
    ["highlight"] = {
        [12] = {
            [1] = {
                ["chapter"] = "One",
                ["datetime"] = "2019-04-21 20:48:07",
                ["drawer"] = "lighten",
                ["text"] = "The second pump had not run since March, the log says.",
            },
        },
        [40] = {
            [1] = {
                ["datetime"] = "2019-04-21 20:49:07",
                ["drawer"] = "lighten",
                ["text"] = "Nobody asked us.",
            },
        },
    },
    ["stats"] = {
        ["authors"] = "Ines Abara",
        ["title"] = "The Quiet River",
    },
}
