#ifndef HEED_METER_H
#define HEED_METER_H

// What a core and its memory can do, and what a program asks of the allocator.

#include <stddef.h>
#include <stdint.h>

/// Seconds of a clock that only goes forward.
double heed_meter_seconds(void);

/// Bytes a second that so many threads, 1...64, together read from `bytes` of memory, each going through its share from
/// front to back again and again. Allocates; 0 if memory is short or a thread cannot be started.
double heed_meter_read_bandwidth(size_t bytes, size_t threads);

/// float32 operations a second of one core: multiply-adds in the widest registers that it has, two operations each.
double heed_meter_float_peak(void);

/// The same of exact products of bytes, summed in 32 bits, by the best instruction that it has for them (VNNI; else
/// pairs of 16 bits). 0 where it is not known.
double heed_meter_integer_peak(void);

/// Calls of malloc, calloc, realloc and the aligned ones since the process began, by all threads.
size_t heed_meter_allocations(void);

/// A moment of a run.
typedef struct {
    double seconds;
    size_t allocations;
} heed_meter_mark;

/// Notes this moment, without allocating; the first 4,096 since `heed_meter_forget_marks` are kept. Any thread, one at
/// a time.
void heed_meter_note(void);
void heed_meter_forget_marks(void);
size_t heed_meter_mark_count(void);
/// index < heed_meter_mark_count()
heed_meter_mark heed_meter_mark_at(size_t index);

#endif
