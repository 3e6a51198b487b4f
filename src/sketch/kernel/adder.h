/* Counting bits in 64 columns at once, bit-sliced: plane p holds bit p of each column's count, and features are summed
 * by carry-save adders (as in Harley and Seal's population count: H. S. Warren, "Hacker's Delight", 2nd ed., 5-1).
 * Seven adders of five operations take in eight features, whatever the number of columns; the usual loop of 64
 * increments takes 64 operations for one feature.
 *
 * WORD is a type with the operators & ^ |: uint64_t, or a vector of these. */
#ifndef STET_SKETCH_KERNEL_ADDER_H
#define STET_SKETCH_KERNEL_ADDER_H

/* low, high = the two bits of a + b + c. */
#define ADDER_FULL(low, high, a, b, c)                                                                                 \
    do {                                                                                                               \
        ADDER_WORD a_ = (a), b_ = (b), c_ = (c), half_ = a_ ^ b_;                                                      \
        (high) = (a_ & b_) | (half_ & c_);                                                                             \
        (low) = half_ ^ c_;                                                                                            \
    } while (0)

/* Adds eight words f(0)..f(7) to the planes; those from 3 on, of which `top` are in use, take the carry. */
#define ADDER_EIGHT(planes, top, f)                                                                                    \
    do {                                                                                                               \
        ADDER_WORD two_[4], four_[2], carry_;                                                                          \
        ADDER_FULL((planes)[0], two_[0], (planes)[0], f(0), f(1));                                                     \
        ADDER_FULL((planes)[0], two_[1], (planes)[0], f(2), f(3));                                                     \
        ADDER_FULL((planes)[0], two_[2], (planes)[0], f(4), f(5));                                                     \
        ADDER_FULL((planes)[0], two_[3], (planes)[0], f(6), f(7));                                                     \
        ADDER_FULL((planes)[1], four_[0], (planes)[1], two_[0], two_[1]);                                              \
        ADDER_FULL((planes)[1], four_[1], (planes)[1], two_[2], two_[3]);                                              \
        ADDER_FULL((planes)[2], carry_, (planes)[2], four_[0], four_[1]);                                              \
        for (unsigned p_ = 3; p_ < (top); p_++) {                                                                      \
            ADDER_WORD next_ = (planes)[p_] & carry_;                                                                  \
            (planes)[p_] = (planes)[p_] ^ carry_;                                                                      \
            carry_ = next_;                                                                                            \
        }                                                                                                              \
    } while (0)

#endif
