#include "isa.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), \
                             apply_to = function)
#define HEED_KERNELS heed_kernels_avx512
#define HEED_KERNELS_NAME "avx512"
#define HEED_EMULATED_FMA 0
#define HEED_VNNI 0
#define PRODUCT_FLOAT_ROWS 12
#define PRODUCT_FLOAT_PANELS(rows) ((rows) == 1 ? 4 : 2)
#define PRODUCT_INT8_ROWS 8
#define PRODUCT_INT8_PANELS(rows) ((rows) <= 4 ? 4 : 2)
#define PRODUCT_INT8_MANY_PANELS PRODUCT_INT8_PANELS
#include "vector/all.h"
#pragma clang attribute pop
#endif
