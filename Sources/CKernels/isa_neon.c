#include "isa.h"

#if defined(__aarch64__)
#define HEED_KERNELS heed_kernels_neon
#define HEED_KERNELS_NAME "neon"
#define HEED_EMULATED_FMA 0
#define HEED_VNNI 0
#define PRODUCT_FLOAT_ROWS 6
#define PRODUCT_FLOAT_PANELS(rows) ((rows) == 1 ? 4 : (rows) == 2 ? 2 : 1)
#define PRODUCT_INT8_ROWS 6
#define PRODUCT_INT8_PANELS PRODUCT_FLOAT_PANELS
#define PRODUCT_INT8_MANY_PANELS PRODUCT_FLOAT_PANELS
#include "vector/all.h"
#endif
