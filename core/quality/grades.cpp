#include "core/quality/grades.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {

std::size_t outlying_qcs(const Numbers& qcs, double sd) {
    const auto& values = qcs.logarithms.empty() ? qcs.values : qcs.logarithms;
    const double middle = median(values), spread = robust_sd(values);
    if (!(spread > 0.0)) return 0;
    return std::size_t(std::count_if(values.begin(), values.end(),
                                     [&](double value) { return std::abs(value - middle) > sd * spread; }));
}

Grade grade_of(double rsd_percent, const QualityParams& params) {
    if (rsd_percent <= params.grade_a_percent) return Grade::a;
    if (rsd_percent <= params.grade_b_percent) return Grade::b;
    if (rsd_percent <= params.grade_c_percent && params.rule != "targeted") return Grade::c;
    return Grade::d;
}

void judge_grade(const QualityView& view, VariableQuality& out) {
    const auto least = std::size_t(view.params.least_qcs);
    std::size_t looked_at = 0;
    for (const std::size_t count : out.qc_kinds) looked_at += count;
    const auto refuse = [&](GradeBasis why) { out.basis = why; };
    if (looked_at == 0) return refuse(GradeBasis::no_qcs);
    if (looked_at < least) return refuse(GradeBasis::few_qcs);
    if (out.qc.n < least) return refuse(GradeBasis::few_numbers);
    if (!(out.qc.mean > 0.0) || !(out.qc.median > 0.0)) return refuse(GradeBasis::not_positive);
    const Grade plain = grade_of(out.qc.rsd_percent, view.params);
    const Grade robust = grade_of(out.qc.robust_rsd_percent, view.params);
    const std::size_t few = std::max<std::size_t>(1, out.qc.n / 10);
    const bool parted = out.outlying_qcs > 0 && out.outlying_qcs <= few && plain != robust;
    out.basis = parted ? GradeBasis::robust : GradeBasis::plain;
    out.grade = parted ? robust : plain;
}

void judge_flags(const QualityView& view, VariableQuality& out) {
    const QualityParams& params = view.params;
    const auto flag = [&](bool raised, QualityFlag what) {
        if (raised) out.flags.push_back(what);
    };
    double best_group = view.groups.empty() ? out.detected_samples : no_value;
    for (const double share : out.detected_groups) best_group = std::fmax(best_group, share);
    flag(out.outlying_qcs > 0, QualityFlag::outlying_qc);
    flag(100.0 * out.detected_qc < params.least_detected_qc_percent, QualityFlag::low_detection_qc);
    flag(100.0 * best_group < params.least_detected_group_percent, QualityFlag::low_detection_groups);
    flag(!out.absent_groups.empty(), QualityFlag::absent_in_group);
    flag(out.d_ratio_percent > params.max_d_ratio_percent, QualityFlag::high_d_ratio);
    flag(out.blank == BlankVerdict::fails, QualityFlag::near_blank);
    flag(out.trend.p < params.trend_alpha, QualityFlag::trend);
}

}  // namespace gassan
