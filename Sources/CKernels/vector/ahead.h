/// Asks memory for the chunk of panels after the one that is being computed, a little with each step: so both are busy
/// all the time. The panels' lines are asked for in turn, since memory serves several streams faster than one.
typedef struct {
    const char *next;   ///< the next chunk
    size_t panel_bytes; ///< from panel to panel
    size_t line;        ///< asked for so far
    size_t tiles;       ///< passes over the chunk that share the asking
    size_t owed;        ///< lines times tiles
} product_ahead;

/// Cache lines of weights between two calls of `ask_ahead`.
enum { AHEAD_LINES = 8, LINE_BYTES = 64 };

static product_ahead product_ahead_of(const heed_product *product, size_t panel, size_t tiles, size_t weight_bytes) {
    size_t panel_bytes = product->inputs * WIDTH * weight_bytes;
    const char *next = (const char *)product->panels + (panel + HEED_PRODUCT_PANELS) * panel_bytes;
    return (product_ahead){next, panel_bytes, 0, tiles, 0};
}

/// - passed: lines of this chunk that a tile has passed since the last call
INLINE void ask_ahead(product_ahead *ahead, size_t passed) {
    for (ahead->owed += passed; ahead->owed >= ahead->tiles; ahead->owed -= ahead->tiles) {
        size_t panel = ahead->line % HEED_PRODUCT_PANELS, place = ahead->line / HEED_PRODUCT_PANELS * LINE_BYTES;
        // Into the second-level cache: a chunk of floats fills the first. (Past the last panel it is a request in
        // vain.)
        __builtin_prefetch(ahead->next + panel * ahead->panel_bytes + place, 0, 1);
        ahead->line++;
    }
}
