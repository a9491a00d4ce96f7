/* The parts of a flamegraph that are the same in all: page/page.css, page.xhtml and page.js, put
 * into the program by page/embed.py when it is built. */
#ifndef PG_PROFILE_PAGE_H
#define PG_PROFILE_PAGE_H

extern const char pg_page_css[], pg_page_xhtml[], pg_page_js[];

#endif
