#include "core/model/feature.hpp"

#include "core/model/run_laws.hpp"

#include <array>
#include <cmath>

namespace gassan {
namespace {

/// In the order of the bits.
constexpr std::array<std::string_view, 13> names{
    "dropout", "saturated",     "shoulder",     "overlap", "cut_at_start", "cut_at_end", "few_points",
    "spike",   "on_background", "uncertain_mz", "blended", "comigrating",  "curated"};

constexpr std::array<std::string_view, 4> model_names{"", "gauss", "hvl", "emg"};

}  // namespace

FeatureFlag flag_named(std::string_view name) {
    for (std::size_t bit = 0; bit < names.size(); ++bit)
        if (names[bit] == name) return FeatureFlag(1u << bit);
    return FeatureFlag::none;
}

std::string flag_names(FeatureFlag set) {
    std::string text;
    for (std::size_t bit = 0; bit < names.size(); ++bit)
        if (has(set, FeatureFlag(1u << bit))) text.append(text.empty() ? "" : ";").append(names[bit]);
    return text;
}

std::string_view peak_model_name(PeakModel model) {
    return model_names[std::size_t(model)];
}

PeakModel peak_model_named(std::string_view name) {
    for (std::size_t i = 0; i < model_names.size(); ++i)
        if (model_names[i] == name) return PeakModel(i);
    return PeakModel::none;
}

PeakOutline outline_of(const Feature& feature) {
    constexpr double gauss_area = 1.0645;  // area of a Gaussian peak over height and width: sqrt(pi / ln 16)
    constexpr double half_span = 1.25;     // widths; 99.7 % of a Gaussian peak lie within
    const auto or_else = [](double value, double other) { return std::isfinite(value) ? value : other; };
    PeakOutline outline{};
    outline.fwhm_s = or_else(feature.fwhm_s, WidthLaw{}.fwhm_s(feature.mt_s));
    outline.height = or_else(feature.height, feature.area / (gauss_area * outline.fwhm_s));
    outline.begin_s = or_else(feature.begin_s, feature.mt_s - half_span * outline.fwhm_s);
    outline.end_s = or_else(feature.end_s, feature.mt_s + half_span * outline.fwhm_s);
    return outline;
}

double centre_s(const Feature& feature) {
    return std::isfinite(feature.a1_s) ? feature.a1_s : feature.mt_s;
}

double centre_sd_s(const Feature& feature) {
    const bool leans = feature.asymmetry > 0.0 && feature.fwhm_s > 0.0 && !std::isfinite(feature.a1_s);
    return leans ? 0.5 * feature.fwhm_s * std::abs(std::log(feature.asymmetry)) : 0.0;
}

bool is_echo(const Feature& feature) {
    return feature.ion.find(" of ") != std::string::npos;
}

}  // namespace gassan
