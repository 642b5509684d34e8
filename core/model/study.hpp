#pragma once

#include "core/model/spectrum.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

enum class SampleType { sample, qc, blank, standard };

/// "sample", "qc", "blank", "standard".
[[nodiscard]] std::string_view sample_type_name(SampleType type);

/// One row of samples.tsv: one run of one sample.
struct Sample {
    std::string sample_id;     ///< unique in the study
    std::string file;          ///< path of the run, as it can be opened (relative ones start at the sheet's folder)
    std::string file_as_told;  ///< the cell itself
    SampleType type = SampleType::sample;
    std::string specimen_id;  ///< joins the runs of one specimen; the sample_id where the sheet says nothing
    std::string batch, group, capillary;
    std::string person, visit, lot;  ///< whose specimen, taken when; of which lot of a product; "" = not told
    std::string pool;                ///< of a QC: which pool it was taken from; "" = all QCs are of one
    std::optional<long> injection_order;
    Polarity polarity = Polarity::unknown;  ///< unknown: as the file says
    double dilution = 1.0;
    double amount = no_value;  ///< what was taken of the sample, in amount_unit; NaN = not told
    std::string amount_unit;
    std::optional<int> segment;  ///< of a multisegment injection
    double level = no_value;     ///< of every compound in a standard, in level_unit; NaN = not told
    std::string level_unit;
    std::vector<std::string> covariates;  ///< parallel to Study::covariates; "" = not told
};

/// A study as its sheet describes it.
struct Study {
    std::string name;
    std::vector<std::string> covariates;  ///< further columns of the sheet, in its order
    std::vector<Sample> samples;          ///< in the order of the sheet
};

}  // namespace gassan
