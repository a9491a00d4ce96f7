/* Text from outside, made harmless: one function per target format. All of them first replace what
 * changes how a line is shown (control characters, bidirectional controls, bytes that are not
 * UTF-8) by '?'. */
#ifndef PG_REPORT_ESCAPE_H
#define PG_REPORT_ESCAPE_H

#include <stdbool.h>

#include "base/buf.h"

/* For a terminal and for the log of a workflow, where "##[" starts a command anywhere in a line. A
 * line must not begin with foreign text: "::" starts a command there. */
char *pg_escape_terminal(pg_arena *arena, const char *text);

/* For a workflow command of GitHub Actions, "::error title=PROPERTY::DATA": one line, in which
 * neither a property nor the command ends early, and no other begins. */
void pg_escape_command(pg_buf *out, const char *text, bool property);

/* For Markdown as GitHub renders it: no tag, mention, link, reference, emoji or emphasis comes of
 * it where it does not begin a line. pg_escape_name writes a <code> element, for names;
 * pg_escape_markdown running text. */
void pg_escape_name(pg_buf *out, const char *text);
void pg_escape_markdown(pg_buf *out, const char *text);

/* A string of gnuplot in single quotes, with them: no command, macro or escape is read in it. To be
 * used with `noenhanced`. Holds nothing that XML forbids, as it ends up in an SVG. With
 * `plain_font` whatever the fonts of a plain system may lack becomes '?', too: gnuplot draws the
 * box that stands for a missing character larger than the picture. */
void pg_escape_gnuplot(pg_buf *out, const char *text, bool plain_font);

#endif
