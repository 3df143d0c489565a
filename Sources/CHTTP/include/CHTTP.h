#ifndef HEED_CHTTP_H
#define HEED_CHTTP_H
#endif
