// What the compiler may assume of any processor of the architecture; on x86-64 that is SSE2, without a multiply-add.
#include "isa.h"

#define HEED_KERNELS heed_kernels_plain
#define HEED_KERNELS_NAME "plain"
#define HEED_EMULATED_FMA 1
#define HEED_VNNI 0
#define PRODUCT_FLOAT_ROWS 6
#define PRODUCT_FLOAT_PANELS(rows) ((rows) == 1 ? 4 : (rows) == 2 ? 2 : 1)
#define PRODUCT_INT8_ROWS 5
#define PRODUCT_INT8_PANELS PRODUCT_FLOAT_PANELS
#define PRODUCT_INT8_MANY_PANELS PRODUCT_FLOAT_PANELS
#include "vector/all.h"
