#include "core/model/quality.hpp"

namespace gassan {

std::string_view grade_name(Grade grade) {
    constexpr std::array<std::string_view, 5> names{"A", "B", "C", "D", "not estimable"};
    return names[std::size_t(grade)];
}

std::string_view grade_basis_name(GradeBasis basis) {
    constexpr std::array<std::string_view, 6> names{"plain",   "robust",      "no_qcs",
                                                    "few_qcs", "few_numbers", "not_positive"};
    return names[std::size_t(basis)];
}

std::string_view blank_verdict_name(BlankVerdict verdict) {
    constexpr std::array<std::string_view, 6> names{"no_blanks", "clean", "passes",
                                                    "near",      "fails", "nothing_to_compare"};
    return names[std::size_t(verdict)];
}

std::string_view quality_flag_name(QualityFlag flag) {
    constexpr std::array<std::string_view, 7> names{
        "outlying_qc", "low_detection_qc", "low_detection_groups", "absent_in_group", "high_d_ratio", "near_blank",
        "trend"};
    return names[std::size_t(flag)];
}

std::string_view quality_finding_code(QualityFindingKind kind) {
    constexpr std::array<std::string_view, 17> codes{
        "no-qcs",           "few-qcs",         "several-pools", "no-order",  "order-restarts",
        "order-twice",      "unit-without-qc", "not-bracketed", "wide-gap",  "order-with-group",
        "batch-with-group", "batch-apart",     "no-blanks",     "no-groups", "not-positive-values",
        "no-pca",           "failed-runs"};
    return codes[std::size_t(kind)];
}

}  // namespace gassan
