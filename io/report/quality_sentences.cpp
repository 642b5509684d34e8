// The sentences of quality_words.hpp: reasons, findings, the answer, the methods.

#include "io/report/markup.hpp"
#include "io/report/quality_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace gassan::report {
namespace {

enum class Line {
    plain,
    robust,
    no_qcs,
    few_qcs,
    few_numbers,
    not_positive,
    outlying_qc,
    low_qc,
    low_groups,
    absent,
    d_ratio,
    blank,
    trend_up,
    trend_down,
    unit_batch,
    unit_capillary,
    methods,
    count
};

constexpr std::array lines{
    Phrase<Line>{Line::plain, "RSD {0} % in {1} QCs", "RSD {0} % (QC {1} 件)"},
    Phrase<Line>{Line::robust, "robust RSD {0} % in {1} QCs; plain {2} % because of {3} outlying",
                 "ロバスト RSD {0} % (QC {1} 件)。外れた QC {3} 件により通常の RSD は {2} %"},
    Phrase<Line>{Line::no_qcs, "not estimable: no QCs", "判断不能: QC なし"},
    Phrase<Line>{Line::few_qcs, "not estimable: too few QCs ({0} of {1})", "判断不能: QC 不足 ({1} 件中 {0} 件)"},
    Phrase<Line>{Line::few_numbers, "not estimable: too few QCs with a number ({0} of {1} needed; {2} below the limit)",
                 "判断不能: 数値のある QC 不足 (必要 {1}、実際 {0}、検出限界未満 {2})"},
    Phrase<Line>{Line::not_positive, "not estimable: the mean of QCs is not above zero",
                 "判断不能: QC の平均が 0 以下"},
    Phrase<Line>{Line::outlying_qc, "outlying QCs: {0}", "外れた QC {0} 件"},
    Phrase<Line>{Line::low_qc, "found in {0} % of QCs", "QC での検出率 {0} %"},
    Phrase<Line>{Line::low_groups, "found in at most {0} % of a group's samples", "群ごとの検出率は最大 {0} %"},
    Phrase<Line>{Line::absent, "absent in group {0}", "群 {0} に存在せず"},
    Phrase<Line>{Line::d_ratio, "D-ratio {0} %", "D-ratio {0} %"},
    Phrase<Line>{Line::blank, "only {0} times the blanks", "ブランクの {0} 倍のみ"},
    Phrase<Line>{Line::trend_up, "QCs rise by {0} % in 100 injections", "QC が 100 注入あたり {0} % 上昇"},
    Phrase<Line>{Line::trend_down, "QCs fall by {0} % in 100 injections", "QC が 100 注入あたり {0} % 低下"},
    Phrase<Line>{Line::unit_batch, "batch {0}", "バッチ {0}"},
    Phrase<Line>{Line::unit_capillary, "capillary {0}", "キャピラリー {0}"},
    Phrase<Line>{
        Line::methods,
        "Quality was judged with gassan {0}. Each variable was graded by its relative standard deviation in {1} "
        "quality control (QC) injections (A up to {2} %, B up to {3} %, {4}D above; at least {5} numbers), by the "
        "robust one (1.4826 MAD / median) where one QC or a tenth of them lay more than {6} robust standard deviations "
        "off and parted the two. The D-ratio is the standard deviation of QCs over that of samples within their groups "
        "(Broadhurst et al. 2018, doi:10.1007/s11306-018-1367-3), the technical ICC 1 - var(QC) / var(samples) of "
        "logarithms; variance components between and within batches come from a one-way random analysis of variance of "
        "QCs. Detection was counted in QCs and in each group; no variable was removed. Values below the limit of "
        "detection took no part in spreads. Trends are least-squares slopes of ln(QC) over injection order. Outlying "
        "runs were sought by principal components of autoscaled logarithms with Hotelling's T2 (beta distribution), "
        "SPE (Imhof 1961) and DModX, each at a chance of {7} over all runs.",
        "品質は gassan {0} で評価した。各項目は品質管理 (QC) 試料 {1} 注入での相対標準偏差により等級をつけた (A {2} % "
        "以下、B {3} % 以下、{4}それを超えるものは D、数値 {5} 個以上)。1 件または 1 割以下の QC がロバスト標準偏差の "
        "{6} "
        "倍を超えて外れ、等級が変わる場合はロバスト RSD (1.4826 MAD / 中央値) を用いた。D-ratio は QC "
        "の標準偏差を群内の"
        "試料の標準偏差で割った値 (Broadhurst et al. 2018, doi:10.1007/s11306-018-1367-3)、技術的 ICC は対数値の 1 - "
        "var(QC) / var(試料) である。バッチ間・バッチ内の分散成分は QC の一元配置変量モデルによる。検出率は QC "
        "と群ごとに数え、項目は除外していない。検出限界未満の値は変動の計算に含めない。傾向は注入順に対する ln(QC) "
        "の最小二乗の傾きである。外れた測定は、標準化した対数値の主成分分析における Hotelling の T2 (ベータ分布)、SPE "
        "(Imhof 1961)、DModX により、全測定で確率 {7} として調べた。"},
};
static_assert(in_order(lines), "one row a key, in the order of the keys");

using Kind = QualityFindingKind;
struct FindingPhrase {
    Kind kind;
    std::string_view en, ja;
};
constexpr std::array finding_phrases{
    FindingPhrase{Kind::no_qcs, "There are no QCs (at least {n0} are needed): steadiness cannot be told.",
                  "QC がありません (最低 {n0} 件必要)。安定性は判断できません。"},
    FindingPhrase{Kind::few_qcs, "There are only {n0} QCs of {n1} needed: steadiness cannot be told.",
                  "QC が {n0} 件しかありません (最低 {n1} 件必要)。安定性は判断できません。"},
    FindingPhrase{
        Kind::several_pools,
        "QCs are of several pools, which differ by what was pooled; only the {n0} of pool \"{s0}\" judge ({n1} "
        "in all).",
        "QC が複数のプールからなるため、プール「{s0}」の {n0} 件だけで判断しました (全 {n1} 件)。"},
    FindingPhrase{Kind::no_order,
                  "{n0} of {n1} samples and QCs have no injection_order: trends and brackets are told without them.",
                  "試料と QC {n1} 件のうち {n0} 件に injection_order がなく、推移と挟み込みの判断に含まれません。"},
    FindingPhrase{
        Kind::order_restarts,
        "injection_order begins anew in each batch: batches are shown one after the other by name, and trends "
        "are those within batches.",
        "injection_order がバッチごとに始まるため、バッチを名前順に並べ、推移はバッチ内で求めました。"},
    FindingPhrase{Kind::order_twice, "{n0} runs share an injection_order with another of their batch: {all}.",
                  "同じバッチ内で injection_order が重複する測定が {n0} 件あります: {all}。"},
    FindingPhrase{Kind::unit_without_qc, "{unit}: {n0} samples and no QC.", "{unit}: 試料 {n0} 件に QC がありません。"},
    FindingPhrase{Kind::not_bracketed,
                  "{unit}: {n0} samples before the first QC and {n1} after the last are not bracketed.",
                  "{unit}: 最初の QC より前の試料 {n0} 件、最後の QC より後の試料 {n1} 件が QC に挟まれていません。"},
    FindingPhrase{Kind::wide_gap, "{unit}: {n0} samples between two QCs (at most {n1}).",
                  "{unit}: QC の間に試料が {n0} 件あります (上限 {n1})。"},
    FindingPhrase{Kind::order_with_group,
                  "Injection order goes with group (correlation {n0}, bound {n1}): drift may look like a difference "
                  "between groups.",
                  "注入順が群と相関しています (相関 {n0}、上限 {n1})。ドリフトが群間差に見えるおそれがあります。"},
    FindingPhrase{Kind::batch_with_group,
                  "Batch goes with group (Cramer's V {n0}, bound {n1}): put batch into the model of any comparison.",
                  "バッチが群と関連しています (Cramer の V {n0}、上限 {n1})。比較のモデルにバッチを含めてください。"},
    FindingPhrase{Kind::batch_apart,
                  "Groups cannot be told from batches: {n0} sets of batches share no group, {all}. No correction can "
                  "mend this.",
                  "群とバッチを区別できません。群を共有しないバッチの組が {n0} 組あります: "
                  "{all}。補正では解決できません。"},
    FindingPhrase{Kind::no_blanks, "There are no blanks: what comes from solvents and tubes cannot be told.",
                  "ブランクがありません。溶媒や容器由来の寄与は判断できません。"},
    FindingPhrase{Kind::no_groups, "No groups are told: detection is counted over all samples.",
                  "群の指定がないため、検出率は全試料で数えました。"},
    FindingPhrase{Kind::not_positive_values, "{n0} numbers are zero or below and have no logarithm.",
                  "0 以下の数値が {n0} 個あり、対数を取れません。"},
    FindingPhrase{Kind::no_pca, "Outlying runs cannot be told: {what} ({n0} of {n1} needed).",
                  "外れた測定は判断できません: {what} (必要 {n1}、実際 {n0})。"},
    FindingPhrase{Kind::failed_runs, "{n0} runs failed: {all}.", "失敗した測定が {n0} 件あります: {all}。"},
};

template <class... Values>
std::string line(Language language, Line key, const Values&... values) {
    return fmt::vformat(phrase(lines, language, key), fmt::make_format_args(values...));
}

/// 12.3; 0.0734 as 0.07; 120: enough for a sentence.
std::string shown(double value) {
    if (std::abs(value - std::round(value)) < 1e-9) return fixed(value, 0);
    return fixed(value, std::abs(value) < 10.0 ? 2 : 1);
}

std::string all_names(const std::vector<std::string>& names) {
    constexpr std::size_t most = 8;
    std::string out;
    for (std::size_t i = 0; i < names.size() && i < most; ++i) out += (i > 0 ? ", " : "") + names[i];
    return names.size() > most ? out + ", ..." : out;
}

std::string why_no_pca(Language language, const std::vector<std::string>& names) {
    const bool runs = !names.empty() && names[0] == "runs";
    if (language == Language::ja) return runs ? "測定が不足" : "数値の十分な項目が不足";
    return runs ? "too few runs" : "too few variables with enough numbers";
}

double percent_per_100(double ln_per_100) {
    return 100.0 * std::abs(std::expm1(ln_per_100));
}

std::string flag_text(Language language, const StudyQuality& quality, const VariableQuality& of, QualityFlag flag) {
    switch (flag) {
        case QualityFlag::outlying_qc:
            return of.basis == GradeBasis::robust ? "" : line(language, Line::outlying_qc, of.outlying_qcs);
        case QualityFlag::low_detection_qc:
            return line(language, Line::low_qc, fixed(100.0 * of.detected_qc, 0));
        case QualityFlag::low_detection_groups: {
            double best = quality.groups.empty() ? of.detected_samples : no_value;
            for (const double share : of.detected_groups) best = std::fmax(best, share);
            return line(language, Line::low_groups, fixed(100.0 * best, 0));
        }
        case QualityFlag::absent_in_group: {
            std::vector<std::string> names;
            for (const std::size_t g : of.absent_groups) names.push_back(quality.groups[g]);
            return line(language, Line::absent, all_names(names));
        }
        case QualityFlag::high_d_ratio:
            return line(language, Line::d_ratio, fixed(of.d_ratio_percent, 0));
        case QualityFlag::near_blank:
            return line(language, Line::blank, fixed(of.blank_ratio, 1));
        case QualityFlag::trend:
            return line(language, of.trend.ln_per_100 > 0.0 ? Line::trend_up : Line::trend_down,
                        shown(percent_per_100(of.trend.ln_per_100)));
    }
    return {};
}

std::string grade_reason(Language language, const StudyQuality& quality, const VariableQuality& of) {
    std::size_t qcs = 0;
    for (const std::size_t count : of.qc_kinds) qcs += count;
    switch (of.basis) {
        case GradeBasis::plain:
            return line(language, Line::plain, fixed(of.qc.rsd_percent, 1), of.qc.n);
        case GradeBasis::robust:
            return line(language, Line::robust, fixed(of.qc.robust_rsd_percent, 1), of.qc.n,
                        fixed(of.qc.rsd_percent, 1), of.outlying_qcs);
        case GradeBasis::no_qcs:
            return line(language, Line::no_qcs);
        case GradeBasis::few_qcs:
            return line(language, Line::few_qcs, qcs, quality.params.least_qcs);
        case GradeBasis::few_numbers:
            return line(language, Line::few_numbers, of.qc.n, quality.params.least_qcs,
                        of.qc_kinds[std::size_t(CellKind::below_limit)]);
        case GradeBasis::not_positive:
            return line(language, Line::not_positive);
    }
    return {};
}

}  // namespace

std::string reason_text(Language language, const StudyQuality& quality, std::size_t variable) {
    const VariableQuality& of = quality.variables[variable];
    std::string out = grade_reason(language, quality, of);
    for (const QualityFlag flag : of.flags)
        if (const std::string text = flag_text(language, quality, of, flag); !text.empty()) out += "; " + text;
    return out;
}

std::string unit_text(Language language, const std::string& batch, const std::string& capillary) {
    std::string out;
    if (!batch.empty()) out = line(language, Line::unit_batch, batch);
    if (!capillary.empty()) out += (out.empty() ? "" : ", ") + line(language, Line::unit_capillary, capillary);
    return out.empty() ? std::string(word(language, QualityWord::unit_whole)) : out;
}

std::string finding_text(Language language, const QualityFinding& finding) {
    const auto found = std::find_if(finding_phrases.begin(), finding_phrases.end(),
                                    [&](const FindingPhrase& one) { return one.kind == finding.kind; });
    const auto number = [&](std::size_t i) { return i < finding.numbers.size() ? shown(finding.numbers[i]) : ""; };
    const auto name = [&](std::size_t i) { return i < finding.names.size() ? finding.names[i] : ""; };
    return fmt::format(fmt::runtime(language == Language::ja ? found->ja : found->en), fmt::arg("n0", number(0)),
                       fmt::arg("n1", number(1)), fmt::arg("s0", name(0)), fmt::arg("all", all_names(finding.names)),
                       fmt::arg("unit", unit_text(language, name(0), name(1))),
                       fmt::arg("what", why_no_pca(language, finding.names)));
}

std::string answer_text(Language language, const StudyQuality& quality) {
    std::array<std::size_t, 5> counts{};
    for (const auto& one : quality.variables) ++counts[std::size_t(one.grade)];
    const std::size_t steady = counts[0] + counts[1], all = quality.variables.size();
    const bool no_qcs = std::any_of(quality.findings.begin(), quality.findings.end(),
                                    [](const auto& finding) { return finding.kind == Kind::no_qcs; });
    const QualityWord key = no_qcs             ? QualityWord::answer_no_qcs
                            : counts[4] == all ? QualityWord::answer_none
                            : 2 * steady > all ? QualityWord::answer_most
                                               : QualityWord::answer_some;
    std::string out = fmt::format(fmt::runtime(word(language, key)), steady, all, counts[2], counts[3]);
    if (counts[4] > 0 && counts[4] < all)
        out += fmt::format(fmt::runtime(word(language, QualityWord::and_not_estimable)), counts[4]);
    return out + (language == Language::ja ? "。" : ".");
}

std::string methods_text(Language language, const StudyQuality& quality, std::string_view version) {
    const QualityParams& params = quality.params;
    std::size_t qcs = 0;
    for (const auto& one : quality.variables) {
        std::size_t here = 0;
        for (const std::size_t count : one.qc_kinds) here += count;
        qcs = std::max(qcs, here);
    }
    std::string c;
    if (params.rule != "targeted")
        c = language == Language::ja ? "C " + shown(params.grade_c_percent) + " % 以下、"
                                     : "C up to " + shown(params.grade_c_percent) + " %, ";
    return line(language, Line::methods, version, qcs, shown(params.grade_a_percent), shown(params.grade_b_percent), c,
                params.least_qcs, shown(params.outlying_qc_sd), shown(params.outlier_alpha));
}

}  // namespace gassan::report
