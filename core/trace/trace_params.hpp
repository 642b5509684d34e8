#pragma once

#include "core/base/fields.hpp"

namespace gassan {

/// How centroids become mass traces.
struct TraceParams {
    double min_tolerance_ppm = 8.0;
    double scatter_sd = 3.0;
    int min_neighbours = 2;
    int min_points = 4;
    double split_valley = 0.5;

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("min_tolerance_ppm", self.min_tolerance_ppm,
              FieldNote{"ppm", 0.1, 100, "a centroid this near to a trace always may belong to it"});
        visit("scatter_sd", self.scatter_sd,
              FieldNote{"1", 1, 10,
                        "and so may one within this many standard deviations of its own m/z scatter, "
                        "which is learnt from the run and grows as the centroid gets weaker"});
        visit("min_neighbours", self.min_neighbours,
              FieldNote{"1", 0, 6,
                        "in how many of the 6 nearest scans a centroid must be seen again to help found a "
                        "trace; random noise hardly ever is"});
        visit("min_points", self.min_points, FieldNote{"1", 2, 1000, "fewer centroids than these are no trace"});
        visit("split_valley", self.split_valley,
              FieldNote{"1", 0.05, 0.95,
                        "two ions are told apart where the density of centroids between them falls "
                        "below this fraction of the smaller one"});
    }
};

}  // namespace gassan
