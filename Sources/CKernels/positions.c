#include "CKernels.h"

#include <math.h>

/// Runs once per model, in double precision: no vector code.
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

void heed_fairseq_positions(float *to, size_t positions, size_t size) {
    size_t sines = size / 2;
    float step = (float)(log(10000.0) / (double)(sines - 1));
    for (size_t i = 0; i < sines; i++) {
        float frequency = (float)exp(-(double)((float)i * step));
        for (size_t position = 0; position < positions; position++) {
            float angle = (float)position * frequency;
            to[position * size + i] = (float)sin(angle);
            to[position * size + sines + i] = (float)cos(angle);
        }
    }
    for (size_t position = 0; size % 2 && position < positions; position++) to[position * size + size - 1] = 0;
}
