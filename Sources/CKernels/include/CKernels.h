#ifndef HEED_CKERNELS_H
#define HEED_CKERNELS_H
#endif
