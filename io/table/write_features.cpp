#include "io/table/write_features.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace gassan {
namespace {

/// A fixed number of decimals; nothing for a value that is not there; never "-0.000".
std::string decimals(double value, int digits) {
    if (!std::isfinite(value)) return "";
    char buffer[400];
    std::string text(buffer,
                     std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, digits).ptr);
    if (text.front() == '-' && text.find_first_not_of("-0.") == std::string::npos) text.erase(0, 1);
    return text;
}

/// Up to six significant digits in plain notation ("1234570", "0.00123457"); with an exponent outside 1e-6 to 1e15.
std::string significant(double value) {
    constexpr int digits = 6;
    if (!std::isfinite(value)) return "";
    if (value == 0.0) return "0";
    char buffer[64];
    const std::string_view rounded(
        buffer,
        std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific, digits - 1).ptr - buffer);
    const auto mark = rounded.find('e');
    int exponent = 0;
    // from_chars knows no leading '+'.
    std::from_chars(rounded.data() + mark + (rounded[mark + 1] == '+' ? 2 : 1), rounded.data() + rounded.size(),
                    exponent);
    if (exponent < -6 || exponent >= 15) return std::string(rounded);

    // Round once, in decimal: printing the rounded digits again with `fixed` gives these digits and zeros.
    double kept = 0.0;
    std::from_chars(rounded.data(), rounded.data() + rounded.size(), kept);
    std::string text = decimals(kept, std::max(0, digits - 1 - exponent));
    if (text.find('.') == std::string::npos) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

}  // namespace

std::array<std::string, 16> feature_cells(const Feature& f) {
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
            flag_names(f.flags)};
}

std::string features_tsv(std::span<const Feature> features) {
    std::string text =
        "feature_id\tmz\tmt_s\tmobility_tu\tcharge\tion\tarea\theight\tsnr\tfwhm_s\tasymmetry\tbegin_s\tend_s\tarea_"
        "se\t"
        "quality\tflags\n";
    for (const Feature& feature : features) {
        for (const std::string& cell : feature_cells(feature)) text.append(cell).push_back('\t');
        text.back() = '\n';
    }
    return text;
}

}  // namespace gassan
