#include "sys/worker.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sys/clock.h"
#include "sys/interrupt.h"
#include "sys/launcher_inside.h"
#include "worker/perfgate_worker.h"

/* From the end of the stream to the end of the program. */
static const uint64_t FAREWELL_NS = 10 * UINT64_C(1000000000);

/* Waits until there is something to read; false when the time is over. */
static pg_status wait_readable(int fd, uint64_t until_ns, bool *ret, pg_error *err) {
    for (;;) {
        if (pg_interrupted()) {
            return pg_fail(err, PG_INTERRUPTED, NULL, "interrupted");
        }
        uint64_t now = pg_clock_ns();
        uint64_t left_ms = until_ns > now ? (until_ns - now + 999999) / 1000000 : 0;
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        int ready = poll(&wait, 1, left_ms > 1000 ? 1000 : (int)left_ms);
        if (ready > 0 || !left_ms) {
            *ret = ready > 0;
            return PG_OK;
        }
    }
}

static pg_status receive(pg_worker *w, void *to, size_t size, uint64_t timeout_ns,
                         pg_trouble *ret_trouble, pg_error *err) {
    uint64_t until = pg_clock_ns() + timeout_ns;
    size_t done = 0;
    *ret_trouble = PG_ANSWERED;
    while (done < size) {
        ssize_t got = recv(w->socket, (char *)to + done, size - done, MSG_DONTWAIT);
        if (got > 0) {
            done += (size_t)got;
        } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
            *ret_trouble = PG_ENDED;
            return PG_OK;
        } else {
            bool ready = false;
            pg_status status = wait_readable(w->socket, until, &ready, err);
            if (status || !ready) {
                *ret_trouble = PG_SILENT;
                w->silent = true;
                return status;
            }
        }
    }
    return PG_OK;
}

pg_status pg_worker_start(pg_launcher *launcher, const pg_launch *launch, pg_worker *ret,
                          uint64_t *ret_items, pg_trouble *ret_trouble, pg_error *err) {
    int ends[2];
    bool sent = false;
    *ret = (pg_worker){.launcher = launcher, .socket = -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
        return pg_fail(err, PG_CHILD, "perfgate-launch", "no socket for a worker: %s",
                       strerror(errno));
    }
    pg_launch unlimited = *launch; /* its answers have the deadline */
    unlimited.timeout_ns = 0;
    pg_status status = pg_launcher_send(launcher, &unlimited, ends[1], &sent, &ret->result, err);
    close(ends[1]);
    if (status) {
        close(ends[0]);
        return status;
    }
    ret->reported = !sent;
    ret->socket = ends[0];
    perfgate_worker_hello hello = {0};
    *ret_trouble = PG_ENDED;
    if (sent) {
        status = receive(ret, &hello, sizeof(hello), launch->timeout_ns, ret_trouble, err);
    }
    if (!status && *ret_trouble == PG_ANSWERED &&
        (hello.magic != PERFGATE_WORKER_MAGIC || hello.size != sizeof(hello))) {
        *ret_trouble = PG_GARBLED;
    }
    *ret_items = hello.items;
    return status;
}

pg_status pg_worker_ask(pg_worker *w, uint64_t timeout_ns, pg_iteration *ret,
                        pg_trouble *ret_trouble, pg_error *err) {
    perfgate_worker_request request = {PERFGATE_WORKER_MAGIC, ++w->number};
    perfgate_worker_answer answer = {0};
    if (send(w->socket, &request, sizeof(request), MSG_NOSIGNAL) != (ssize_t)sizeof(request)) {
        *ret_trouble = PG_ENDED;
        return PG_OK;
    }
    pg_status status = receive(w, &answer, sizeof(answer), timeout_ns, ret_trouble, err);
    if (!status && *ret_trouble == PG_ANSWERED &&
        (answer.magic != PERFGATE_WORKER_MAGIC || answer.number != w->number)) {
        *ret_trouble = PG_GARBLED;
    }
    *ret = (pg_iteration){(double)answer.wall_ns, (double)answer.cpu_ns, answer.checksum};
    return status;
}

pg_status pg_worker_finish(pg_worker *w, pg_launch_result *ret, pg_error *err) {
    pg_launcher *l = w->launcher;
    if (w->socket >= 0) {
        close(w->socket);
        w->socket = -1;
    }
    if (w->reported) {
        *ret = w->result;
        return PG_OK;
    }
    bool ended = false;
    pg_status status =
        wait_readable(l->socket, pg_clock_ns() + (w->silent ? 0 : FAREWELL_NS), &ended, err);
    if (status) {
        return status;
    }
    if (!ended) {
        kill(l->pid, SIGTERM); /* the launcher kills the program, answers and ends */
    }
    status = pg_launcher_receive(l, ret, err);
    if (!ended && !status) {
        ret->outcome = PG_OUTCOME_TIMEOUT;
        pg_launcher_forget(l);
    }
    return status;
}
