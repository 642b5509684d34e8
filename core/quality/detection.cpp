#include "core/quality/detection.hpp"

#include "core/base/robust.hpp"

#include <algorithm>

namespace gassan {
namespace {

struct Share {
    std::size_t numbers = 0, told = 0;
    void count(CellKind kind) {
        if (kind == CellKind::failed) return;
        ++told;
        numbers += has_measurement(kind) ? 1 : 0;
    }
    [[nodiscard]] double value() const { return told > 0 ? double(numbers) / double(told) : no_value; }
};

double share_among(const QualityView& view, std::size_t variable, const std::vector<std::size_t>& runs,
                   KindCounts& counts) {
    Share share;
    const auto kinds = view.table.row_kinds(variable);
    for (const std::size_t s : runs) {
        if (!view.in_scope(variable, s)) continue;
        ++counts[std::size_t(kinds[s])];
        share.count(kinds[s]);
    }
    return share.value();
}

void judge_groups(const QualityView& view, std::size_t variable, VariableQuality& out) {
    std::vector<Share> shares(view.groups.size());
    const auto kinds = view.table.row_kinds(variable);
    for (const std::size_t s : view.samples)
        if (view.group_of[s] < shares.size() && view.in_scope(variable, s)) shares[view.group_of[s]].count(kinds[s]);
    const bool anywhere = std::any_of(shares.begin(), shares.end(), [](const Share& one) { return one.numbers > 0; });
    for (std::size_t g = 0; g < shares.size(); ++g) {
        out.detected_groups.push_back(shares[g].value());
        if (anywhere && shares[g].told > 0 && shares[g].numbers == 0) out.absent_groups.push_back(g);
    }
}

}  // namespace

void judge_detection(const QualityView& view, std::size_t variable, VariableQuality& out) {
    out.detected_qc = share_among(view, variable, view.qcs, out.qc_kinds);
    out.detected_samples = share_among(view, variable, view.samples, out.sample_kinds);
    judge_groups(view, variable, out);
}

void judge_blanks(const QualityView& view, std::size_t variable, VariableQuality& out) {
    const auto values = view.table.row(variable);
    const auto kinds = view.table.row_kinds(variable);
    std::vector<double> blanks;
    for (const std::size_t s : view.blanks)
        if (kinds[s] != CellKind::failed && view.in_scope(variable, s))
            blanks.push_back(has_measurement(kinds[s]) ? values[s] : 0.0);
    if (blanks.empty()) return;
    Numbers numbers = numbers_of(view, variable, view.qcs);
    if (numbers.size() == 0) numbers = numbers_of(view, variable, view.samples);
    const double blank = median(blanks);
    if (numbers.size() == 0) {
        out.blank = BlankVerdict::nothing_to_compare;
    } else if (!(blank > 0.0)) {
        out.blank = BlankVerdict::clean;
    } else {
        out.blank_ratio = median(numbers.values) / blank;
        out.blank = out.blank_ratio < view.params.least_blank_ratio    ? BlankVerdict::fails
                    : out.blank_ratio < view.params.strict_blank_ratio ? BlankVerdict::near
                                                                       : BlankVerdict::passes;
    }
}

}  // namespace gassan
