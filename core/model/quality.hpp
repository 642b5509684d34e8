#pragma once

/// \file
/// What a table of values tells of how far its numbers can be trusted (core/quality/quality), as report, tables and
/// JSON show it. Shares are 0 to 1, CVs and RSDs in percent of the linear scale; NaN is "not estimable", and a reason
/// stands beside it. Nothing is ever left out of a table because of what is told here. Names of enumerators are as they
/// stand here, but grades ("A", "not estimable") and findings ("not-bracketed").

#include "core/model/quality_params.hpp"
#include "core/model/value_table.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// How steady a variable is in QCs: by RSD.
enum class Grade : std::uint8_t { a, b, c, d, not_estimable };
[[nodiscard]] std::string_view grade_name(Grade grade);

/// What decided a grade.
enum class GradeBasis : std::uint8_t {
    plain,         ///< the plain RSD
    robust,        ///< the robust RSD: outlying QCs, one or a tenth of all, part the two
    no_qcs,        ///< not estimable: the table has no QCs
    few_qcs,       ///< not estimable: too few QCs in the table
    few_numbers,   ///< not estimable: too few of the QCs have a number
    not_positive,  ///< not estimable: the mean is zero or below
};
[[nodiscard]] std::string_view grade_basis_name(GradeBasis basis);
enum class BlankVerdict : std::uint8_t {
    no_blanks,  ///< the table has none: passes
    clean,      ///< the median of blanks is zero or below the limit: passes
    passes,
    near,                ///< above the bound, below the strict one
    fails,               ///< told, not dropped
    nothing_to_compare,  ///< no number in QCs nor in samples
};
[[nodiscard]] std::string_view blank_verdict_name(BlankVerdict verdict);

/// What of a variable asks for a look, beside its grade. Bounds: QualityParams.
enum class QualityFlag : std::uint8_t {
    outlying_qc,           ///< a QC or more far from the others
    low_detection_qc,      ///< too small a share of QCs has a number
    low_detection_groups,  ///< in no group a large enough share of samples
    absent_in_group,       ///< a result, not a fault
    high_d_ratio,          ///< QCs spread too much against samples
    near_blank,            ///< blanks hold too much of it
    trend,                 ///< QCs rise or fall with injection order
};
[[nodiscard]] std::string_view quality_flag_name(QualityFlag flag);

/// A straight line through the logarithms of QCs over injection order.
struct QcTrend {
    std::size_t n = 0;
    double ln_per_100 = no_value;  ///< change of ln(value) in 100 injections; NaN below 3 QCs or where all stand at one
    double low95 = no_value, high95 = no_value, p = no_value;
};

/// How QCs of one variable spread; of n numbers.
struct QcSpread {
    std::size_t n = 0;
    double mean = no_value, median = no_value;
    double rsd_percent = no_value, robust_rsd_percent = no_value;
    double log_cv_percent = no_value;  ///< sqrt(exp(var ln) - 1); NaN where a value is zero or below
};

/// Cells by kind, in the order of CellKind.
using KindCounts = std::array<std::size_t, 5>;

/// One row of quality.tsv.
struct VariableQuality {
    Grade grade = Grade::not_estimable;
    GradeBasis basis = GradeBasis::no_qcs;
    QcSpread qc;
    std::size_t outlying_qcs = 0;
    std::vector<QualityFlag> flags;  ///< in the order of their enumeration

    KindCounts qc_kinds{}, sample_kinds{};
    double detected_qc = no_value, detected_samples = no_value;  ///< NaN where there are none
    std::vector<double> detected_groups;                         ///< parallel to StudyQuality::groups
    std::vector<std::size_t> absent_groups;  ///< groups without any number, while another has one: a result

    double rsd_samples_percent = no_value;
    bool within_groups = false;  ///< the spread of samples in the D-ratios is that about the means of their groups
    double d_ratio_percent = no_value, d_ratio_robust_percent = no_value, d_ratio_log_percent = no_value;
    double icc_raw = no_value;  ///< technical: 1 - var QC / var samples; of use only where the pool is at their level
    double icc_log = no_value;  ///< technical, of logarithms

    double cv_within_batch_percent = no_value;   ///< of QCs, by one-way random analysis of variance
    double cv_between_batch_percent = no_value;  ///< the component between batches; 0 where negative
    double cv_batch_means_percent = no_value;    ///< standard deviation of the means of batches over the grand mean

    double blank_ratio = no_value;
    BlankVerdict blank = BlankVerdict::no_blanks;

    QcTrend trend;                     ///< over all units
    std::vector<QcTrend> unit_trends;  ///< parallel to StudyQuality::units

    std::size_t repeated_specimens = 0;                          ///< with two numbers or more
    double repeat_cv_percent = no_value, repeat_icc = no_value;  ///< of logarithms; ICC(1,1)
};

/// Runs that were measured under one batch, capillary and polarity: what drifts together.
struct QualityUnit {
    std::string batch, capillary;  ///< "" = not told
    Polarity polarity = Polarity::unknown;
    std::size_t qcs = 0, samples = 0;
    std::size_t before_first = 0, after_last = 0;  ///< samples that no QC brackets
    std::size_t widest_gap = 0;                    ///< most samples between two QCs
    long first_order = 0, last_order = 0;          ///< of the runs whose order is told
};

enum class QualityFindingKind : std::uint8_t {
    no_qcs,            ///< numbers: QCs needed
    few_qcs,           ///< numbers: QCs, needed
    several_pools,     ///< names: the pool judged by; numbers: its QCs, all QCs
    no_order,          ///< numbers: runs without an order, runs
    order_restarts,    ///< in each batch: trends are those within batches
    order_twice,       ///< names: sample_ids that share one; numbers: how many runs
    unit_without_qc,   ///< names: batch, capillary; numbers: samples
    not_bracketed,     ///< names: batch, capillary; numbers: samples before the first QC, after the last
    wide_gap,          ///< names: batch, capillary; numbers: samples between two QCs, allowed
    order_with_group,  ///< numbers: correlation, bound
    batch_with_group,  ///< numbers: association (Cramer's V), bound
    batch_apart,  ///< names: batches (and groups) of each part that shares no group with the others; numbers: parts
    no_blanks,
    no_groups,
    not_positive_values,  ///< numbers: cells that have no logarithm
    no_pca,               ///< names: why
    failed_runs,          ///< names: sample_ids; numbers: how many
};
[[nodiscard]] std::string_view quality_finding_code(QualityFindingKind kind);

/// What limits what the numbers of the whole study can tell.
struct QualityFinding {
    QualityFindingKind kind = QualityFindingKind::no_qcs;
    std::vector<std::string> names;
    std::vector<double> numbers;
};

/// One compound's part in why a run lies outside.
struct RunContribution {
    std::size_t variable = 0;   ///< index into the table
    double share = 0.0;         ///< of what the statistic sums up to
    double deviation_sd = 0.0;  ///< so many standard deviations off the mean of all runs (of logarithms)
};

/// One row of quality_runs.tsv.
struct RunQuality {
    KindCounts kinds{};
    double log2_ratio = no_value;  ///< median over variables of log2(value over the median of QCs)
    bool in_pca = false;
    std::vector<double> scores;  ///< parallel to the components of its polarity
    double t2 = no_value, spe = no_value, dmodx = no_value;
    bool t2_out = false, spe_out = false, dmodx_out = false;
    std::vector<RunContribution> contributions;  ///< of outlying runs: the largest first, at most 10

    [[nodiscard]] bool outlying() const { return t2_out || spe_out || dmodx_out; }
};

struct PcaComponent {
    double explained = 0.0;       ///< share of the variance
    double qc_spread = no_value;  ///< standard deviation of QCs' scores over that of samples; NaN without either
};

/// Principal components of the logarithms, each variable centred and scaled, of the samples and QCs of one polarity.
struct QualityPca {
    Polarity polarity = Polarity::unknown;
    std::vector<PcaComponent> components;  ///< empty: not made, a finding says why
    std::vector<std::size_t> variables;    ///< that were used; indices into the table
    std::vector<std::size_t> runs;         ///< that were used; indices into its samples
    std::size_t filled_cells = 0;          ///< put in for this alone: half the limit, or half the least number
    double t2_limit = no_value;            ///< for runs the model was made of (beta distribution)
    double spe_limit = no_value;           ///< Imhof 1961
    double dmodx_limit = no_value;         ///< F distribution
    double run_alpha = no_value;           ///< chance of each limit for one run
    double ellipse_first = no_value, ellipse_second = no_value;  ///< half axes of the 95 % ellipse of the first two
};

/// All that `gassan quality` tells.
struct StudyQuality {
    QualityParams params;                      ///< judged by
    std::vector<std::string> groups, batches;  ///< of samples (groups) and of QCs and samples (batches), sorted
    std::optional<std::string> pool;           ///< whose QCs were judged, where there are several
    std::vector<QualityUnit> units;            ///< by first injection, then name
    bool orders_restart = false;               ///< in each batch: trends are those within batches
    std::vector<QualityFinding> findings;
    std::vector<VariableQuality> variables;  ///< parallel to ValueTable::variables
    std::vector<RunQuality> runs;            ///< parallel to its samples
    std::vector<std::size_t> unit_of_run;    ///< parallel to its samples; index into units
    std::vector<QualityPca> pcas;            ///< one a polarity
};

}  // namespace gassan
