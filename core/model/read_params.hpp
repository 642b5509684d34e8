#pragma once

#include "core/base/fields.hpp"

#include <string>

namespace gassan {

/// What to take from the instrument's file. Used by io when it streams spectra.
struct ReadParams {
    std::string polarity;                  ///< "" = whatever the file has, as long as it is one
    std::string time_unit;                 ///< "" = as the file says; a file that does not say is refused
    std::string representation;            ///< "" = as the file says, or as the spectra look where it says nothing
    std::string agilent_spectra = "auto";  ///< which spectra of a MassHunter folder that holds both kinds
    int max_points_per_spectrum = 20000000;
    int threads = 1;  ///< that may read one file together; never changes a result, so it is no field below

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("polarity", self.polarity,
              FieldNote{.text = "take only this polarity out of a run that switches", .choices = "|positive|negative"});
        visit(
            "time_unit", self.time_unit,
            FieldNote{.text = "unit of scan times in a file that names none", .choices = "|second|minute|millisecond"});
        visit("representation", self.representation,
              FieldNote{.text = "what the spectra are, where the file's own label is wrong",
                        .choices = "|centroid|profile"});
        visit("agilent_spectra", self.agilent_spectra,
              FieldNote{.text = "which spectra of an Agilent .d folder: the peak lists that its software made, the "
                                "profile, or (auto) what gassan can use best",
                        .choices = "auto|centroid|profile"});
        visit("max_points_per_spectrum", self.max_points_per_spectrum,
              FieldNote{"1", 1, 2e9, "refuse a spectrum with more points: a damaged or hostile file"});
    }
};

}  // namespace gassan
