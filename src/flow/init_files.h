/* The workflows of init/, as the build puts them into the program. In them @ACTION@ stands for
 * where the Action comes from, @BUILD@ for the build command and the line @PREPARE@ for what the
 * runner lacks. */
#ifndef PG_FLOW_INIT_FILES_H
#define PG_FLOW_INIT_FILES_H

extern const char pg_init_perfgate[];
extern const char pg_init_perfgate_fork_report[];

#endif
