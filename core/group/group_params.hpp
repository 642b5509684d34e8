#pragma once

#include "core/base/fields.hpp"

namespace gassan {

/// Which peaks of one run belong together, and which are no ions of their own.
struct GroupParams {
    double isotope_tolerance_mda = 2.0;
    double isotope_tolerance_ppm = 15.0;
    double apex_fwhm = 0.25;
    double min_profile_correlation = 0.9;
    double ringing_ratio = 0.03;
    double modulation_ratio = 3.0;
    double modulator_ratio = 10.0;
    int max_charge = 3;

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("isotope_tolerance_mda", self.isotope_tolerance_mda,
              FieldNote{"mDa", 0, 100, "m/z tolerance of an isotope against its monoisotopic peak, at least"});
        visit("isotope_tolerance_ppm", self.isotope_tolerance_ppm,
              FieldNote{"ppm", 0, 1000, "and at least, relative to m/z"});
        visit("apex_fwhm", self.apex_fwhm,
              FieldNote{"1", 0, 2,
                        "apexes of ions of one compound differ by at most this fraction of the width (and "
                        "never need be nearer than one scan)"});
        visit("min_profile_correlation", self.min_profile_correlation,
              FieldNote{"1", -1, 1, "Pearson correlation of the two electropherograms over the peak, at least"});
        visit("ringing_ratio", self.ringing_ratio,
              FieldNote{"1", 0, 1,
                        "a satellite within 0.3 Th of a peak with the same profile and at most this fraction "
                        "of its height is the detector's ringing; 0 switches this off"});
        visit("modulation_ratio", self.modulation_ratio,
              FieldNote{"1", 0, 1000,
                        "where a compound modulator_ratio times stronger passes, an ion that is there all "
                        "the run must rise by this many of its own levels to be a peak of its own: the "
                        "strong one changes the ionisation of everything"});
        visit("modulator_ratio", self.modulator_ratio, FieldNote{"1", 1, 1e6, "see modulation_ratio"});
        visit("max_charge", self.max_charge, FieldNote{"1", 1, 10, "highest charge told from isotope spacing"});
    }
};

}  // namespace gassan
