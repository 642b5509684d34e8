#pragma once

#include "core/base/fields.hpp"

namespace gassan {

/// What the features of a study are taken for, and how sure that must be.
struct AnnotateParams {
    double mz_tolerance_mda = 2.0;
    double mz_tolerance_ppm = 10.0;
    double place_sd_tu = 0.15;
    double place_sd_percent = 0.7;
    double time_sd_s = 10.0;
    double predicted_sd_percent = 12.0;
    double most_place_sd = 4.0;
    double cation_ph = 1.875;
    double cation_ionic_strength_mm = 0.0;
    double anion_ph = 8.5;
    double anion_ionic_strength_mm = 50.0;
    bool library = true;
    double fdr = 0.05;
    int most_isomers = 4;
    int decoy_sets = 20;

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        using Row = FieldNote;
        visit("mz_tolerance_mda", self.mz_tolerance_mda,
              Row{"mDa", 0, 100, "m/z of a compound against a feature, at least"});
        visit("mz_tolerance_ppm", self.mz_tolerance_ppm, Row{"ppm", 0.1, 1000, "and at least, relative to m/z"});
        visit("place_sd_tu", self.place_sd_tu,
              Row{"TU", 0.001, 100, "how well a mobility that the compound table tells is met, sd, at least"});
        visit("place_sd_percent", self.place_sd_percent, Row{"%", 0.001, 100, "and at least, relative to it"});
        visit("time_sd_s", self.time_sd_s,
              Row{"s", 0.01, 10000, "the same for a time that the compound table tells, on the clock of the frame"});
        visit("predicted_sd_percent", self.predicted_sd_percent,
              Row{"%", 0.1, 100, "and for a mobility computed from pKa and size; it ranks, and never proves"});
        visit("most_place_sd", self.most_place_sd,
              Row{"1", 1, 20,
                  "further off, in sd, than the compound table tells, a feature is not taken for a compound"});
        visit("cation_ph", self.cation_ph, Row{"1", 0, 14, "pH of the electrolyte of positive mode"});
        visit("cation_ionic_strength_mm", self.cation_ionic_strength_mm,
              Row{"mmol/L", 0, 500, "its ionic strength; 0: limiting mobilities as they are"});
        visit("anion_ph", self.anion_ph, Row{"1", 0, 14, "pH of the electrolyte of negative mode"});
        visit("anion_ionic_strength_mm", self.anion_ionic_strength_mm, Row{"mmol/L", 0, 500, "its ionic strength"});
        visit("library", self.library, Row{"", 0, 0, "name features by the built-in library too"});
        visit("fdr", self.fdr, Row{"1", 0, 1, "so many of the names given may be wrong, as estimated"});
        visit("most_isomers", self.most_isomers,
              Row{"1", 1, 20, "isomers that nothing tells apart are named together, up to so many"});
        visit("decoy_sets", self.decoy_sets,
              Row{"1", 2, 200, "how often all compounds are looked for where they cannot be, to count false names"});
    }
};

}  // namespace gassan
