#include "report/chart_palette.h"

static const pg_chart_palette palettes[PG_CHART_THEMES] = {
    [PG_CHART_LIGHT] =
        {
            .ground = "#ffffff",
            .ink = "#1f2328",
            .soft = "#59636e",
            .grid = "#e1e5ea",
            .line = "#eef0f2",
            .zero = "#8c959f",
            .band = "#e4ecf5",
            .verdicts = {[PG_BROKEN] = "#1f2328",
                         [PG_REGRESSED] = "#c23b00",
                         [PG_MISSING] = "#7a4a00",
                         [PG_INCOMPARABLE] = "#8e3b8a",
                         [PG_INCONCLUSIVE] = "#946000",
                         [PG_IMPROVED] = "#0067a8",
                         [PG_NEW] = "#00706b",
                         [PG_UNCHANGED] = "#6b737c"},
            .results = {[PG_RESULT_PASS] = "#1f2328",
                        [PG_RESULT_INCONCLUSIVE] = "#946000",
                        [PG_RESULT_REGRESSED] = "#c23b00",
                        [PG_RESULT_NO_VERDICT] = "#946000",
                        [PG_RESULT_BROKEN] = "#c23b00"},
            .stripe = "#f5f7f9",
            .frame = "#c9d1d9",
            .sides = {"#7d6b45", "#0067a8"},
            .lines = {"#b3a47f", "#6fa9d2"},
            .boxes = {"#efe9dc", "#d6e6f3"},
        },
    [PG_CHART_DARK] =
        {
            .ground = "#0d1117",
            .ink = "#f0f6fc",
            .soft = "#9198a1",
            .grid = "#262c36",
            .line = "#1c2128",
            .zero = "#656c76",
            .band = "#1a2636",
            .verdicts = {[PG_BROKEN] = "#f0f6fc",
                         [PG_REGRESSED] = "#ff8152",
                         [PG_MISSING] = "#d9a05b",
                         [PG_INCOMPARABLE] = "#d58ad1",
                         [PG_INCONCLUSIVE] = "#e0ab3c",
                         [PG_IMPROVED] = "#58a6ff",
                         [PG_NEW] = "#3fbfb5",
                         [PG_UNCHANGED] = "#8b949e"},
            .results = {[PG_RESULT_PASS] = "#f0f6fc",
                        [PG_RESULT_INCONCLUSIVE] = "#e0ab3c",
                        [PG_RESULT_REGRESSED] = "#ff8152",
                        [PG_RESULT_NO_VERDICT] = "#e0ab3c",
                        [PG_RESULT_BROKEN] = "#ff8152"},
            .stripe = "#131920",
            .frame = "#3d444d",
            .sides = {"#d6bf8a", "#58a6ff"},
            .lines = {"#857650", "#33659e"},
            .boxes = {"#2c2717", "#14283f"},
        },
};

const pg_chart_palette *pg_chart_palette_of(pg_chart_theme theme) {
    return &palettes[theme];
}
