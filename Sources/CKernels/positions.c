#include "CKernels.h"

#include <math.h>

// Runs once per model, in double precision: no vector code.
void heed_sinusoidal_positions(float *to, size_t positions, size_t size) {
    size_t sines = size - size / 2;
    for (size_t position = 0; position < positions; position++) {
        float *row = to + position * size;
        for (size_t i = 0; i < sines; i++) {
            double angle = (double)position / pow(10000.0, (double)(2 * i) / (double)size);
            row[i] = (float)sin(angle);
            if (sines + i < size) row[sines + i] = (float)cos(angle);
        }
    }
}
