static size_t argmax(const float *row, size_t size) {
    floats16 best = splat(-INFINITY);
    ints16 places = (ints16)(-1);
    ints16 place = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    size_t i = 0;
    for (; i < size; i += WIDTH) {
        floats16 value = i + WIDTH <= size ? load(row + i) : load_part(row + i, size - i, -INFINITY);
        ints16 better = value > best;
        best = better ? value : best;
        places = better ? place : places;
        place += WIDTH;
    }
    float winner = -INFINITY;
    size_t winning = 0; // If nothing exceeds −∞, the first.
    for (int lane = 0; lane < WIDTH; lane++) {
        if (places[lane] < 0) continue;
        size_t candidate = (size_t)places[lane];
        if (best[lane] > winner || (best[lane] == winner && candidate < winning)) {
            winner = best[lane];
            winning = candidate;
        }
    }
    return winning;
}

/// Whether `a` ranks below `b`: smaller, or of equals the later.
INLINE bool ranks_below(heed_ranked a, heed_ranked b) {
    return a.value < b.value || (a.value == b.value && a.index > b.index);
}

/// Restores the heap (the lowest rank on top) below `hole` with `entry` in it.
INLINE void sift_down(heed_ranked *heap, size_t count, size_t hole, heed_ranked entry) {
    for (;;) {
        size_t child = 2 * hole + 1;
        if (child >= count) break;
        if (child + 1 < count && ranks_below(heap[child + 1], heap[child])) child++;
        if (!ranks_below(heap[child], entry)) break;
        heap[hole] = heap[child];
        hole = child;
    }
    heap[hole] = entry;
}

static void top_k(const float *row, size_t size, heed_ranked *best, size_t k) {
    if (k == 0) return;
    for (size_t i = 0; i < k; i++) {
        best[i] = (heed_ranked){(int32_t)i, isnan(row[i]) ? -INFINITY : row[i]};
    }
    for (size_t i = k / 2; i-- > 0;) sift_down(best, k, i, best[i]);
    // What does not exceed the least of the k found so far cannot enter: an equal number stands later, and NaN exceeds
    // nothing.
    for (size_t i = k; i < size; i += WIDTH) {
        size_t count = size - i < WIDTH ? size - i : WIDTH;
        floats16 values = count == WIDTH ? load(row + i) : load_part(row + i, count, -INFINITY);
        if (!any_lane(values > best[0].value)) continue;
        for (size_t lane = 0; lane < count; lane++) {
            float value = row[i + lane];
            if (value > best[0].value) sift_down(best, k, 0, (heed_ranked){(int32_t)(i + lane), value});
        }
    }
    for (size_t count = k; count-- > 1;) {
        heed_ranked last = best[count];
        best[count] = best[0];
        sift_down(best, count, 0, last);
    }
}
