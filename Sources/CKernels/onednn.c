#include "matrix.h"

#include <dnnl.h>
#include <pthread.h>
#include <stdlib.h>

void omp_set_num_threads(int threads);

/// Primitives kept per matrix; one serves one number of rows and distance between the results'. oneDNN itself keeps the
/// compiled code of those that are replaced, shared by all matrices of a shape.
enum { KEPT = 64 };

typedef struct {
    size_t rows, to_stride;
    dnnl_primitive_t primitive;
} kept_primitive;

struct heed_onednn {
    size_t inputs, outputs;
    dnnl_engine_t engine;
    dnnl_memory_desc_t weights_form;
    dnnl_memory_t weights, bias;
    pthread_mutex_t lock; ///< guards `kept` and what runs of it
    kept_primitive kept[KEPT];
};

bool heed_onednn_is_invariant(void) {
#if defined(__x86_64__)
    return ((int)dnnl_get_effective_cpu_isa() & (int)dnnl_cpu_isa_avx512_core) == (int)dnnl_cpu_isa_avx512_core;
#else
    return false;
#endif
}

static bool done(dnnl_status_t status) { return status == dnnl_success; }

static bool matrix_form(dnnl_memory_desc_t *form, size_t rows, size_t columns, dnnl_format_tag_t tag) {
    dnnl_dims_t sizes = {(dnnl_dim_t)rows, (dnnl_dim_t)columns};
    return done(dnnl_memory_desc_init_by_tag(form, 2, sizes, dnnl_f32, tag));
}

static bool strided_form(dnnl_memory_desc_t *form, size_t rows, size_t columns, size_t stride) {
    dnnl_dims_t sizes = {(dnnl_dim_t)rows, (dnnl_dim_t)columns}, strides = {(dnnl_dim_t)stride, 1};
    return done(dnnl_memory_desc_init_by_strides(form, 2, sizes, dnnl_f32, strides));
}

/// x · weights + bias for this many rows; the weights in the given form, or for NULL in the one oneDNN likes best.
static bool describe(const heed_onednn *matrix, size_t rows, size_t to_stride, const dnnl_memory_desc_t *weights_form,
                     dnnl_primitive_desc_t *description) {
    dnnl_memory_desc_t x, weights, bias, to;
    dnnl_matmul_desc_t operation;
    if (weights_form) {
        weights = *weights_form;
    } else if (!matrix_form(&weights, matrix->inputs, matrix->outputs, dnnl_format_tag_any)) {
        return false;
    }
    return matrix_form(&x, rows, matrix->inputs, dnnl_ab) && strided_form(&to, rows, matrix->outputs, to_stride) &&
           matrix_form(&bias, 1, matrix->outputs, dnnl_ab) &&
           done(dnnl_matmul_desc_init(&operation, &x, &weights, matrix->bias ? &bias : NULL, &to)) &&
           done(dnnl_primitive_desc_create(description, &operation, NULL, matrix->engine, NULL));
}

/// weights: [outputs, inputs], read as the transpose that the product wants.
static bool pack_weights(heed_onednn *matrix, const float *weights) {
    dnnl_memory_desc_t plain;
    dnnl_memory_t source = NULL;
    dnnl_primitive_desc_t description = NULL;
    dnnl_primitive_t reorder = NULL;
    dnnl_stream_t stream = NULL;
    bool packed =
        matrix_form(&plain, matrix->inputs, matrix->outputs, dnnl_ba) &&
        done(dnnl_memory_create(&source, &plain, matrix->engine, (void *)weights)) &&
        done(dnnl_memory_create(&matrix->weights, &matrix->weights_form, matrix->engine, DNNL_MEMORY_ALLOCATE)) &&
        done(dnnl_reorder_primitive_desc_create(&description, &plain, matrix->engine, &matrix->weights_form,
                                                matrix->engine, NULL)) &&
        done(dnnl_primitive_create(&reorder, description)) &&
        done(dnnl_stream_create(&stream, matrix->engine, dnnl_stream_default_flags));
    if (packed) {
        dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, source}, {DNNL_ARG_TO, matrix->weights}};
        packed = done(dnnl_primitive_execute(reorder, stream, 2, arguments)) && done(dnnl_stream_wait(stream));
    }
    if (stream) dnnl_stream_destroy(stream);
    if (reorder) dnnl_primitive_destroy(reorder);
    if (description) dnnl_primitive_desc_destroy(description);
    if (source) dnnl_memory_destroy(source);
    return packed;
}

static bool copy_bias(heed_onednn *matrix, const float *bias) {
    dnnl_memory_desc_t form;
    void *to;
    if (!matrix_form(&form, 1, matrix->outputs, dnnl_ab) ||
        !done(dnnl_memory_create(&matrix->bias, &form, matrix->engine, DNNL_MEMORY_ALLOCATE)) ||
        !done(dnnl_memory_get_data_handle(matrix->bias, &to))) {
        return false;
    }
    for (size_t i = 0; i < matrix->outputs; i++) ((float *)to)[i] = bias[i];
    return true;
}

/// The form that suits a typical number of rows; every product then uses it, so that rows cannot change the sum's
/// order.
static bool choose_form(heed_onednn *matrix) {
    dnnl_primitive_desc_t description;
    if (!describe(matrix, 32, matrix->outputs, NULL, &description)) return false;
    const dnnl_memory_desc_t *form = dnnl_primitive_desc_query_md(description, dnnl_query_weights_md, 0);
    if (form) matrix->weights_form = *form;
    dnnl_primitive_desc_destroy(description);
    return form != NULL;
}

heed_onednn *heed_onednn_create(const float *weights, const float *bias, size_t outputs, size_t inputs) {
    heed_onednn *matrix = calloc(1, sizeof *matrix);
    if (!matrix) return NULL;
    pthread_mutex_init(&matrix->lock, NULL);
    matrix->inputs = inputs;
    matrix->outputs = outputs;
    if (done(dnnl_engine_create(&matrix->engine, dnnl_cpu, 0)) && (!bias || copy_bias(matrix, bias)) &&
        choose_form(matrix) && pack_weights(matrix, weights)) {
        return matrix;
    }
    heed_onednn_free(matrix);
    return NULL;
}

void heed_onednn_free(heed_onednn *matrix) {
    if (!matrix) return;
    for (size_t i = 0; i < KEPT; i++) {
        if (matrix->kept[i].primitive) dnnl_primitive_destroy(matrix->kept[i].primitive);
    }
    if (matrix->weights) dnnl_memory_destroy(matrix->weights);
    if (matrix->bias) dnnl_memory_destroy(matrix->bias);
    if (matrix->engine) dnnl_engine_destroy(matrix->engine);
    pthread_mutex_destroy(&matrix->lock);
    free(matrix);
}

/// The primitive for this many rows so far apart, kept or new; NULL on failure. Called with the lock held.
static dnnl_primitive_t primitive_for(heed_onednn *matrix, size_t rows, size_t to_stride) {
    kept_primitive *kept = &matrix->kept[rows % KEPT];
    if (kept->primitive && kept->rows == rows && kept->to_stride == to_stride) return kept->primitive;
    dnnl_primitive_desc_t description;
    dnnl_primitive_t primitive;
    if (!describe(matrix, rows, to_stride, &matrix->weights_form, &description)) return NULL;
    bool created = done(dnnl_primitive_create(&primitive, description));
    dnnl_primitive_desc_destroy(description);
    if (!created) return NULL;
    if (kept->primitive) dnnl_primitive_destroy(kept->primitive);
    *kept = (kept_primitive){rows, to_stride, primitive};
    return primitive;
}

static bool execute(heed_onednn *matrix, dnnl_primitive_t primitive, float *to, size_t to_stride, const float *x,
                    size_t rows) {
    dnnl_memory_desc_t x_form, to_form;
    dnnl_memory_t x_memory = NULL, to_memory = NULL;
    dnnl_stream_t stream = NULL;
    bool executed = matrix_form(&x_form, rows, matrix->inputs, dnnl_ab) &&
                    strided_form(&to_form, rows, matrix->outputs, to_stride) &&
                    done(dnnl_memory_create(&x_memory, &x_form, matrix->engine, (void *)x)) &&
                    done(dnnl_memory_create(&to_memory, &to_form, matrix->engine, to)) &&
                    done(dnnl_stream_create(&stream, matrix->engine, dnnl_stream_default_flags));
    if (executed) {
        dnnl_exec_arg_t arguments[] = {{DNNL_ARG_SRC, x_memory},
                                       {DNNL_ARG_WEIGHTS, matrix->weights},
                                       {DNNL_ARG_DST, to_memory},
                                       {DNNL_ARG_BIAS, matrix->bias}};
        executed = done(dnnl_primitive_execute(primitive, stream, matrix->bias ? 4 : 3, arguments)) &&
                   done(dnnl_stream_wait(stream));
    }
    if (stream) dnnl_stream_destroy(stream);
    if (to_memory) dnnl_memory_destroy(to_memory);
    if (x_memory) dnnl_memory_destroy(x_memory);
    return executed;
}

bool heed_onednn_multiply(heed_onednn *matrix, float *to, size_t to_stride, const float *x, size_t rows) {
    // For this thread, which is one of the team's: oneDNN must not start a team of its own beside it.
    omp_set_num_threads(1);
    // Held while it executes: a primitive must not be replaced meanwhile.
    pthread_mutex_lock(&matrix->lock);
    dnnl_primitive_t primitive = primitive_for(matrix, rows, to_stride);
    bool executed = primitive && execute(matrix, primitive, to, to_stride, x, rows);
    pthread_mutex_unlock(&matrix->lock);
    return executed;
}

bool heed_onednn_can_gather(const heed_onednn *matrix) {
    return matrix->weights_form.format_kind == dnnl_blocked && matrix->weights_form.data_type == dnnl_f32;
}

/// Where a weight stands in the form that oneDNN chose: rows and columns are cut into blocks, those perhaps into
/// smaller ones, and the innermost blocks are dense.
static size_t place_of(const dnnl_memory_desc_t *form, size_t input, size_t output) {
    const dnnl_blocking_desc_t *blocking = &form->format_desc.blocking;
    size_t position[] = {input, output}, place = (size_t)form->offset0, stride = 1;
    for (int block = blocking->inner_nblks - 1; block >= 0; block--) {
        size_t size = (size_t)blocking->inner_blks[block], *along = &position[blocking->inner_idxs[block]];
        place += *along % size * stride;
        *along /= size;
        stride *= size;
    }
    return place + position[0] * (size_t)blocking->strides[0] + position[1] * (size_t)blocking->strides[1];
}

void heed_onednn_gather(const heed_onednn *matrix, float *to, size_t output, float scale) {
    void *weights = NULL;
    if (!done(dnnl_memory_get_data_handle(matrix->weights, &weights))) return;
    for (size_t input = 0; input < matrix->inputs; input++) {
        to[input] = ((const float *)weights)[place_of(&matrix->weights_form, input, output)] * scale;
    }
}
