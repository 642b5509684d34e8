#include "io/table/write_features.hpp"

#include "io/table/number_cell.hpp"

namespace gassan {

std::array<std::string, 18> feature_cells(const Feature& f) {
    return {f.feature_id,
            decimals(f.mz, 6),
            decimals(f.mt_s, 3),
            decimals(f.mobility_tu, 4),
            f.charge == 0 ? "" : std::to_string(f.charge),
            f.ion,
            significant(f.area),
            significant(f.height),
            significant(f.snr),
            decimals(f.fwhm_s, 3),
            decimals(f.asymmetry, 3),
            decimals(f.begin_s, 3),
            decimals(f.end_s, 3),
            significant(f.area_se),
            decimals(f.quality, 3),
            flag_names(f.flags),
            std::string(peak_model_name(f.model)),
            decimals(f.a1_s, 3)};
}

std::string features_tsv(std::span<const Feature> features) {
    std::string text =
        "feature_id\tmz\tmt_s\tmobility_tu\tcharge\tion\tarea\theight\tsnr\tfwhm_s\tasymmetry\tbegin_s\tend_s\t"
        "area_se\tquality\tflags\tmodel\ta1_s\n";
    for (const Feature& feature : features) {
        for (const std::string& cell : feature_cells(feature)) text.append(cell).push_back('\t');
        text.back() = '\n';
    }
    return text;
}

}  // namespace gassan
