#ifndef HEED_THREADS_H
#define HEED_THREADS_H

#include <stddef.h>

/// Does the items begin..<end. `thread` counts from 0 and no other running call of the same heed_parallel has it.
typedef void heed_task(const void *context, size_t begin, size_t end, size_t thread);

/// Calls the task for all of 0..<items, in ranges that threads take as they come to them, and returns when all is done.
/// work: about how many multiply-adds from registers the whole is worth, some 40 a nanosecond; what is not worth a
/// second thread stays on this one. most_threads: never more than this; `thread` is below it too.
void heed_parallel(size_t items, size_t work, size_t most_threads, heed_task *task, const void *context);

/// How many threads, at least one, that much work is worth.
size_t heed_threads_for(size_t work);

#endif
