#include "io/report/quality_words.hpp"

#include <array>

namespace gassan::report {
namespace {

using Row = Phrase<QualityWord>;

constexpr std::array rows{
    Row{QualityWord::title, "Can these numbers be trusted?", "この測定値は信頼できるか"},
    Row{QualityWord::answer_most,
        "{0} of {1} variables are steady enough (grade A or B); {2} are of use with care (C), {3} are not steady (D)",
        "{1} 項目のうち {0} 項目は十分に安定しています (A または B)。注意して使えるもの (C) {2}、不安定 (D) {3}"},
    Row{QualityWord::answer_some,
        "Only {0} of {1} variables are steady enough (grade A or B); {2} are of use with care (C), {3} are not steady "
        "(D)",
        "十分に安定しているのは {1} 項目のうち {0} 項目だけです (A または B)。注意して使えるもの (C) {2}、不安定 (D) "
        "{3}"},
    Row{QualityWord::answer_none, "How steady the {1} variables are cannot be told from these QCs",
        "この QC からは {1} 項目の安定性を判断できません"},
    Row{QualityWord::answer_no_qcs, "How steady the {1} variables are cannot be told: the table has no QCs",
        "QC がないため {1} 項目の安定性を判断できません"},
    Row{QualityWord::and_not_estimable, "; of {0} it cannot be told", "。判断できないもの {0}"},
    Row{QualityWord::outlying_answer, "{0} of {1} runs lie outside the others.",
        "{1} 件の測定のうち {0} 件が他から外れています。"},
    Row{QualityWord::no_outlying_answer, "None of {1} runs lies outside the others.",
        "{1} 件の測定に外れたものはありません。"},
    Row{QualityWord::no_outlier_model, "Whether a run lies outside cannot be told.",
        "外れた測定の有無は判断できません。"},
    Row{QualityWord::limits_head, "What limits this answer", "この判断の限界"},
    Row{QualityWord::no_limits, "Nothing in the plan of the study limits it.",
        "測定計画に問題は見つかりませんでした。"},
    Row{QualityWord::and_more, "and {0} more of this kind", "同じ種類がほかに {0} 件"},
    Row{QualityWord::fact_runs, "runs", "測定"},
    Row{QualityWord::fact_variables, "variables", "項目"},
    Row{QualityWord::fact_grades, "grades", "等級"},
    Row{QualityWord::fact_cells, "cells of samples and QCs", "試料と QC のセル"},
    Row{QualityWord::fact_units, "units (batch, capillary)", "単位 (バッチ、キャピラリー)"},
    Row{QualityWord::fact_pool, "QC pool judged by", "判断に用いた QC プール"},
    Row{QualityWord::run_map, "Runs in order", "注入順の測定"},
    Row{QualityWord::run_map_how,
        "Each dot is a run: how high it is altogether against the QC pool (median over variables of log2 of value over "
        "the pool's median). Lines part units; rings lie outside the others.",
        "各点は 1 測定。QC プールに対する全体の高さ (項目ごとの log2 比の中央値) を示します。縦線は単位の境界、輪は"
        "外れた測定です。"},
    Row{QualityWord::map_level, "runs in order", "注入順の測定"},
    Row{QualityWord::map_level_axis, "log2 of the pool", "プール比の log2"},
    Row{QualityWord::order_axis, "Runs in order of injection", "注入順"},
    Row{QualityWord::kinds_map, "Missing cells", "欠測セル"},
    Row{QualityWord::kinds_map_how,
        "Variables from top to bottom, runs from left to right. White: measured or filled; blue: below the limit; "
        "orange: not measured; red: the run failed.",
        "縦は項目、横は注入順。白: 実測または補完、青: 検出限界未満、橙: 測定なし、赤: 測定失敗。"},
    Row{QualityWord::trends, "QCs over time", "QC の推移"},
    Row{QualityWord::trends_how,
        "log2 of each QC over the median, in order of injection; the line is the trend over all units. First those "
        "that vary most, then those that vary least.",
        "QC の中央値に対する log2 比を注入順に示します。線は全体の傾向です。変動の大きいものから、次に小さいもの。"},
    Row{QualityWord::best, "steadiest", "最も安定"},
    Row{QualityWord::worst, "least steady", "最も不安定"},
    Row{QualityWord::histograms, "How many are how steady", "安定性の分布"},
    Row{QualityWord::histograms_how, "Dashed: the bounds of grades, of the D-ratio, of detection.",
        "破線: 等級、D-ratio、検出率の境界。"},
    Row{QualityWord::rsd_axis, "RSD of QCs / %", "QC の RSD / %"},
    Row{QualityWord::d_ratio_axis, "D-ratio / %", "D-ratio / %"},
    Row{QualityWord::detection_axis, "found in QCs / %", "QC での検出率 / %"},
    Row{QualityWord::count_axis, "variables", "項目数"},
    Row{QualityWord::pca, "Runs among each other", "測定どうしの関係"},
    Row{QualityWord::pca_how,
        "Principal components of the logarithms, each variable centred and scaled. The ellipse holds 95 % of good "
        "runs. QCs should lie close together: the table tells their spread over that of samples.",
        "対数値 (項目ごとに中心化・標準化) の主成分。楕円は正常な測定の 95 % を含みます。QC は密集するはずで、試料の"
        "広がりに対する QC の広がりを示します。"},
    Row{QualityWord::pca_facts,
        "{0} runs, {1} variables, {2} cells filled for this alone (half the limit or half the least number)",
        "測定 {0}、項目 {1}、この図のためだけに補ったセル {2} (限界または最小値の半分)"},
    Row{QualityWord::component, "PC{0}: {1} % of the variance; QCs spread {2} of samples",
        "PC{0}: 分散の {1} %、QC の広がりは試料の {2}"},
    Row{QualityWord::outlying, "Outlying runs", "外れた測定"},
    Row{QualityWord::outlying_how,
        "T2: extreme within the components (limit: beta distribution); SPE: unlike the others (Imhof); "
        "DModX: the same as a distance (F). Each limit is for a chance of {0} over all runs. Look at these runs before "
        "leaving them out.",
        "T2: 成分内で極端 (限界: ベータ分布)、SPE: 他と異なる (Imhof)、DModX: 同じく距離 "
        "(F)。各限界は全測定"
        "で {0} の確率です。除外する前に確認してください。"},
    Row{QualityWord::driven_by, "{0} ({1} % of it, {2} sd)", "{0} (寄与 {1} %、{2} sd)"},
    Row{QualityWord::none_outlying, "None.", "ありません。"},
    Row{QualityWord::grades, "Every variable with its grade", "項目ごとの等級"},
    Row{QualityWord::grades_how,
        "By the RSD of QCs: A up to {0} %, B up to {1} %, C up to {2} %, D above. Worst first within a grade. All "
        "columns are in quality.tsv.",
        "QC の RSD による: A {0} % 以下、B {1} % 以下、C {2} % 以下、D それ超。全項目は quality.tsv にあります。"},
    Row{QualityWord::absent, "Present in some groups only", "一部の群にのみ存在"},
    Row{QualityWord::absent_how, "A compound that a group does not have is a result; it is not left out.",
        "ある群に存在しない化合物は結果です。除外しません。"},
    Row{QualityWord::qc_table, "QC table", "QC 一覧"},
    Row{QualityWord::qc_table_how, "What a reviewer asks for (after the mQACC reporting of quality control).",
        "査読で求められる項目 (mQACC の報告に準拠)。"},
    Row{QualityWord::methods, "Methods", "方法"},
    Row{QualityWord::methods_how, "May be pasted into a paper.", "論文にそのまま使えます。"},
    Row{QualityWord::parameters, "Bounds", "判断基準"},
    Row{QualityWord::foot, "Written by gassan {0}.", "gassan {0} が作成しました。"},
    Row{QualityWord::unit_whole, "the whole study", "全体"},
    Row{QualityWord::key_variable, "variable", "項目"},
    Row{QualityWord::key_grade, "by RSD of QCs", "QC の RSD による等級"},
    Row{QualityWord::key_reason, "why, and what else to look at", "理由と注意点"},
    Row{QualityWord::key_rsd, "plain, %", "通常, %"},
    Row{QualityWord::key_robust, "by MAD, %", "MAD, %"},
    Row{QualityWord::key_log, "of logarithms, %", "対数, %"},
    Row{QualityWord::key_d_ratio, "QCs over samples, %", "QC / 試料, %"},
    Row{QualityWord::key_icc, "technical, of logarithms", "技術的 ICC (対数)"},
    Row{QualityWord::key_between, "between batches, %", "バッチ間, %"},
    Row{QualityWord::key_detected, "share of QCs, %", "QC での検出率, %"},
    Row{QualityWord::key_blank, "QCs over blanks", "QC / ブランク"},
    Row{QualityWord::key_trend, "% per 100 injections", "100 注入あたり %"},
    Row{QualityWord::key_run, "name in the sheet", "試料ID"},
    Row{QualityWord::key_type, "kind of sample", "種別"},
    Row{QualityWord::key_batch, "as in the sheet", "バッチ"},
    Row{QualityWord::key_order, "as in the sheet", "注入順"},
    Row{QualityWord::key_statistics, "over its limit: times the limit", "限界を超えた統計量 (限界比)"},
    Row{QualityWord::key_drivers, "variables that put it there", "主な要因の項目"},
    Row{QualityWord::key_measure, "what", "項目"},
    Row{QualityWord::key_value, "value", "値"},
    Row{QualityWord::key_bound, "bound", "基準"},
    Row{QualityWord::positive, "positive", "正"},
    Row{QualityWord::negative, "negative", "負"},
    Row{QualityWord::good, "good", "良好"},
    Row{QualityWord::fair, "fair", "可"},
    Row{QualityWord::poor, "poor", "不良"},
};

static_assert(in_order(rows), "one row a key, in the order of the keys");

}  // namespace

std::string_view word(Language language, QualityWord key) {
    return phrase(rows, language, key);
}

}  // namespace gassan::report
