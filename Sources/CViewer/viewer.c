#include "CViewer.h"

// #embed is C23; every compiler that builds Swift 6.2 has it in all modes and only warns.
#pragma clang diagnostic ignored "-Wc23-extensions"

#define FILE_BYTES static const unsigned char

FILE_BYTES index_html[] = {
#embed "page/index.html"
};

FILE_BYTES style_css[] = {
#embed "page/style.css"
};

FILE_BYTES icon_svg[] = {
#embed "page/icon.svg"
};

FILE_BYTES main_js[] = {
#embed "page/main.js"
};

FILE_BYTES answer_js[] = {
#embed "page/answer.js"
};

FILE_BYTES api_js[] = {
#embed "page/api.js"
};

FILE_BYTES colors_js[] = {
#embed "page/colors.js"
};

FILE_BYTES drawing_js[] = {
#embed "page/drawing.js"
};

FILE_BYTES export_js[] = {
#embed "page/export.js"
};

FILE_BYTES grid_js[] = {
#embed "page/grid.js"
};

FILE_BYTES heat_js[] = {
#embed "page/heat.js"
};

FILE_BYTES links_js[] = {
#embed "page/links.js"
};

FILE_BYTES maps_js[] = {
#embed "page/maps.js"
};

FILE_BYTES mechanism_js[] = {
#embed "page/mechanism.js"
};

FILE_BYTES pane_js[] = {
#embed "page/pane.js"
};

FILE_BYTES panel_js[] = {
#embed "page/panel.js"
};

FILE_BYTES results_js[] = {
#embed "page/results.js"
};

FILE_BYTES session_js[] = {
#embed "page/session.js"
};

FILE_BYTES sharing_js[] = {
#embed "page/sharing.js"
};

FILE_BYTES similarity_js[] = {
#embed "page/similarity.js"
};

FILE_BYTES state_js[] = {
#embed "page/state.js"
};

#define FILE_ENTRY(name, media_type, bytes) \
    { name, media_type, bytes, sizeof(bytes) }
#define SCRIPT(name, bytes) FILE_ENTRY(name, "text/javascript; charset=utf-8", bytes)

static const heed_viewer_file files[] = {
    FILE_ENTRY("index.html", "text/html; charset=utf-8", index_html),
    FILE_ENTRY("style.css", "text/css; charset=utf-8", style_css),
    FILE_ENTRY("icon.svg", "image/svg+xml", icon_svg),
    SCRIPT("main.js", main_js),
    SCRIPT("answer.js", answer_js),
    SCRIPT("api.js", api_js),
    SCRIPT("colors.js", colors_js),
    SCRIPT("drawing.js", drawing_js),
    SCRIPT("export.js", export_js),
    SCRIPT("grid.js", grid_js),
    SCRIPT("heat.js", heat_js),
    SCRIPT("links.js", links_js),
    SCRIPT("maps.js", maps_js),
    SCRIPT("mechanism.js", mechanism_js),
    SCRIPT("pane.js", pane_js),
    SCRIPT("panel.js", panel_js),
    SCRIPT("results.js", results_js),
    SCRIPT("session.js", session_js),
    SCRIPT("sharing.js", sharing_js),
    SCRIPT("similarity.js", similarity_js),
    SCRIPT("state.js", state_js),
};

size_t heed_viewer_file_count(void) { return sizeof(files) / sizeof(files[0]); }

const heed_viewer_file *heed_viewer_file_at(size_t index) {
    return index < heed_viewer_file_count() ? &files[index] : NULL;
}
