"""The power chart as a script for gnuplot: a panel for each kind of noise."""

INK, SOFT, GRID, BAND = "#1f2328", "#59636e", "#e1e5ea", "#eef3f9"
# title, colour, width, dash, point type; the rows it takes and the column that it shows
CURVES = (
    ("perfgate gate, adaptive", "#0067a8", 3, 1, 7, (20, 1, "regressed")),
    ("perfgate, 20 launches a side", "#0067a8", 1.5, 2, 6, (10, 0, "regressed")),
    ("p < 0.05, 20 launches", "#c23b00", 1.5, 1, 9, (10, 0, "found_p")),
    ("mean > 105 %, 20 launches", "#8e6f00", 1.5, 3, 5, (10, 0, "found_mean")),
)
LEGEND_X = (0, 262, 556, 806)
WIDTH, HEIGHT, COLUMNS, ROWS = 1200, 1130, 3, 3
LEFT, RIGHT, TOP, BOTTOM, GAP_X, GAP_Y = 70, 28, 168, 48, 34, 72


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def curve(results, noise, which):
    blocks, adaptive, column = which
    rows = results.pick(table="one row", noise=noise, blocks=blocks, adaptive=adaptive)
    points = sorted((100 * row["effect"], 100 * row[column] / row["trials"]) for row in rows)
    return "\n".join(f"{x:g} {y:.3f}" for x, y in points)


def screen(x, y):
    return f"screen {x / WIDTH:.5f}, screen {1 - y / HEIGHT:.5f}"


def text(what, x, y, size, colour, align="left"):
    return (
        f"set label {quoted(what)} at {screen(x, y)} {align} noenhanced "
        f"font 'sans-serif,{size}' textcolor rgb '{colour}'"
    )


def legend():
    lines = []
    for offset, (title, colour, width, dash, point, _) in zip(LEGEND_X, CURVES):
        x, y = LEFT + offset, 104
        line = f"lw {width} dt {dash} lc rgb '{colour}'"
        mark = f"pt {point} ps 0.6 lc rgb '{colour}'"
        lines.append(f"set arrow from {screen(x, y)} to {screen(x + 40, y)} nohead {line}")
        lines.append(f"set label '' at {screen(x + 20, y)} point {mark}")
        lines.append(text(title, x + 50, y, 12, INK))
    return lines


def heading():
    return [
        text("How large a slowdown must be to be called one", LEFT, 34, 18, INK),
        text(
            "Share of simulated gates in which the row is called regressed, by how much slower "
            "it is. Shaded: below the threshold.",
            LEFT,
            68,
            12,
            SOFT,
        ),
        *legend(),
    ]


def panel(number, name):
    column, row = number % COLUMNS, number // COLUMNS
    wide = (WIDTH - LEFT - RIGHT - (COLUMNS - 1) * GAP_X) / COLUMNS
    high = (HEIGHT - TOP - BOTTOM - (ROWS - 1) * GAP_Y) / ROWS
    left, top = LEFT + column * (wide + GAP_X), TOP + row * (high + GAP_Y)
    plots = [
        f"$d{number}_{i} using 1:2 with linespoints lw {width} dt {dash} pt {point} ps 0.6 "
        f"lc rgb '{colour}' notitle"
        for i, (_, colour, width, dash, point, _) in enumerate(CURVES)
    ]
    # Numbers on the left only: the panels share their axis.
    labels = ("0", "50 %%", "100 %%") if column == 0 else ("", "", "")
    ticks = ", ".join(f"'{label}' {at}" for label, at in zip(labels, (0, 50, 100)))
    return [
        f"set lmargin at screen {left / WIDTH:.5f}",
        f"set rmargin at screen {(left + wide) / WIDTH:.5f}",
        f"set tmargin at screen {1 - top / HEIGHT:.5f}",
        f"set bmargin at screen {1 - (top + high) / HEIGHT:.5f}",
        f"set ytics ({ticks}) nomirror scale 0 font 'sans-serif,10.5' textcolor rgb '{SOFT}'",
        text(name, left, top - 14, 13, INK),
        "plot " + ", \\\n    ".join(reversed(plots)),
        "unset label",
        "unset arrow",
    ]


def script(results):
    lines = [
        "set encoding utf8",
        f"set terminal svg size {WIDTH},{HEIGHT} noenhanced font 'sans-serif,11' fontscale 1.33333 "
        "background rgb '#ffffff'",
        "unset key",
    ]
    for number, (noise, _) in enumerate(results.noises):
        for i, (*_, which) in enumerate(CURVES):
            lines.append(f"$d{number}_{i} << EOD\n{curve(results, noise, which)}\nEOD")
    lines += [
        f"set border 3 lc rgb '{GRID}'",
        "set xtics ('0' 0, '+5 %%' 5, '+10 %%' 10, '+15 %%' 15, '+20 %%' 20) nomirror scale 0 "
        f"font 'sans-serif,10.5' textcolor rgb '{SOFT}'",
        f"set grid xtics ytics back lt 1 lw 1 lc rgb '{GRID}'",
        "set xrange [0:20.6]",
        "set yrange [-2:104]",
        "set object 1 rectangle from 0, graph 0 to 5, graph 1 behind fillstyle solid noborder "
        f"fillcolor rgb '{BAND}'",
        "set multiplot",
        *heading(),
    ]
    for number, (noise, _) in enumerate(results.noises):
        lines += panel(number, noise)
    lines.append("unset multiplot")
    return "\n".join(lines) + "\n"
