/*
 * A clock on the wall that can be set for one process alone, while it runs. LD_PRELOAD puts it before libc.
 *
 * TACET_CLOCK names a file that holds one int64 as the machine writes it: by how many milliseconds the clock is ahead.
 * It is mapped, so looking costs nothing, and what somebody writes there counts at the next look.
 *
 * Only the time of day moves, as when an administrator or a time service sets it. Clocks that cannot be set
 * (CLOCK_MONOTONIC and its kin) go on, and so do waits: those of libc and the kernel end by the clock of the machine.
 * Who waits until a time of day would wait too long by the offset. Neither Redis does that nor the JVM, which waits by
 * CLOCK_MONOTONIC for everything but LockSupport.parkUntil and Condition.awaitUntil, which nothing here calls.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

typedef int reader(clockid_t, struct timespec *);

static const _Atomic int64_t on_time = 0;
static const _Atomic int64_t *ahead_ms = &on_time;
static _Atomic(reader *) libc_reads;

/* A process that believes it has our clock and has not would let every story pass. */
static void fail(const char *what) {
  perror(what);
  _exit(70);
}

__attribute__((constructor)) static void map(void) {
  const char *path = getenv("TACET_CLOCK");
  if (path == NULL) fail("TACET_CLOCK names no file");
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) fail(path);
  void *mapped = mmap(NULL, sizeof *ahead_ms, PROT_READ, MAP_SHARED, file, 0);
  if (mapped == MAP_FAILED) fail("mmap");
  close(file);
  ahead_ms = mapped;
}

/* What libc says. Constructors of other libraries may ask before ours ran, hence no preparation; two threads that
 * look it up at once find the same. */
static int machine_time(clockid_t clock, struct timespec *now) {
  reader *read = atomic_load_explicit(&libc_reads, memory_order_relaxed);
  if (read == NULL) {
    read = (reader *)dlsym(RTLD_NEXT, "clock_gettime");
    if (read == NULL) fail("there is no clock_gettime");
    atomic_store_explicit(&libc_reads, read, memory_order_relaxed);
  }
  return read(clock, now);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  int result = machine_time(clock, now);
  if (result != 0 || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return result;
  int64_t ms = atomic_load_explicit(ahead_ms, memory_order_relaxed);
  now->tv_sec += ms / 1000;
  now->tv_nsec += ms % 1000 * 1000000;
  if (now->tv_nsec >= 1000000000) {
    now->tv_nsec -= 1000000000;
    now->tv_sec += 1;
  } else if (now->tv_nsec < 0) {
    now->tv_nsec += 1000000000;
    now->tv_sec -= 1;
  }
  return 0;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void)zone; /* Nobody has used it for decades. */
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  now->tv_sec = exact.tv_sec;
  now->tv_usec = exact.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *also) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  if (also != NULL) *also = now.tv_sec;
  return now.tv_sec;
}
