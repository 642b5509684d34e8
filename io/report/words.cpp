#include "io/report/words.hpp"

#include <array>

namespace gassan::report {
namespace {

using Row = Phrase<Word>;

constexpr std::array rows{
    Row{Word::study_report, "CE-MS study report", "CE-MS 研究レポート"},
    Row{Word::runs, "Runs", "測定"},
    Row{Word::runs_by_status, "{0} of {1} ok, {2} warned, {3} failed", "{1} 件中 正常 {0}、警告 {2}、失敗 {3}"},
    Row{Word::samples_by_type, "Runs by type", "試料種別"},
    Row{Word::features, "Features", "フィーチャー数"},
    Row{Word::features_of_others, "{0} ({1} of them isotopes, adducts or fragments of others)",
        "{0} (うち {1} 個は他の同位体・付加体・フラグメント)"},
    Row{Word::cells, "Cells", "セル"},
    Row{Word::frame, "Frame", "基準軸"},
    Row{Word::polarity, "Polarity: {0}", "極性: {0}"},
    Row{Word::positive, "positive", "正"},
    Row{Word::negative, "negative", "負"},
    Row{Word::no_polarity, "polarity not said", "極性の記載なし"},
    Row{Word::look_first, "Look at this first", "最初に確認してください"},
    Row{Word::nothing_first, "No run failed, and none is warned of.", "失敗した測定も、警告のある測定もありません。"},
    Row{Word::total_ion_odd, "total ion {0} times the median of its polarity",
        "全イオン強度が同じ極性の中央値の {0} 倍"},
    Row{Word::see_doubtful, "Then the most doubtful features, with the reasons.",
        "次に、疑わしいフィーチャーとその理由を確認してください。"},
    Row{Word::run_table, "Runs", "測定一覧"},
    Row{Word::run_table_how,
        "In order of measurement: by batch, then injection_order; runs without an order come last. A sample_id leads "
        "to the run's electropherogram, n_anchors to its residuals. measured, filled, below_limit and not_measured "
        "count the cells of the run.",
        "測定順 (バッチ、注入順) に並べています。順番の記載がない測定は最後です。sample_id "
        "からエレクトロフェログラムへ、"
        "n_anchors から残差の図へ移動できます。measured、filled、below_limit、not_measured は各測定のセル数です。"},
    Row{Word::notes_of_runs, "Notes of the runs ({0})", "測定ごとの注意事項 ({0})"},
    Row{Word::and_more, "and {0} more", "ほかに {0} 件"},
    Row{Word::alignment, "Alignment before and after", "アラインメントの前後"},
    Row{Word::alignment_how,
        "Each dot is an anchor: a strong ion of a run, and the ion of the frame that it was taken for. Colours are "
        "those of the legend.",
        "点はアンカー (測定の強いイオンと、対応する基準軸のイオン) です。色は凡例のとおりです。"},
    Row{Word::frame_tu, "in TU", "TU"},
    Row{Word::frame_inverse, "in 1/t", "1/t"},
    Row{Word::frame_facts, "{0}, on the clock of {1}, {2} ions; scatter of times {3} %, of m/z {4} ppm",
        "{0}、基準 {1}、イオン {2}、時間のばらつき {3} %、m/z のばらつき {4} ppm"},
    Row{Word::no_anchors, "No run of this polarity has anchors: there is nothing to draw.",
        "この極性にはアンカーのある測定がなく、描画するものがありません。"},
    Row{Word::before, "Before", "補正前"},
    Row{Word::before_how, "run time less frame time; the lines are what the fit makes of them.",
        "測定の時間と基準軸の時間の差。線は当てはめた曲線です。"},
    Row{Word::after, "After", "補正後"},
    Row{Word::after_how,
        "what is left: run time less the time the fit expects. The scale is another one. Rejected anchors are not "
        "drawn here but below, run by run.",
        "補正後の残差 (測定の時間と当てはめた時間の差)。縦軸の目盛りは上の図と異なります。"
        "除外されたアンカーは下の測定ごとの図に示します。"},
    Row{Word::residuals, "Residuals run by run", "測定ごとの残差"},
    Row{Word::residuals_how,
        "In order of measurement, all on the same scale. Dots are anchors that the fit rests on, open triangles "
        "rejected ones (at the border where they lie beyond it); in the grey zones the fit is extrapolated.",
        "測定順、同じ目盛りです。点は当てはめに使ったアンカー、白抜き三角は除外されたアンカー "
        "(範囲外は枠の端)、灰色の範囲は外挿です。"},
    Row{Word::not_aligned, "not aligned", "アラインメントなし"},
    Row{Word::extrapolated, "extrapolated", "外挿"},
    Row{Word::rejected, "{0} rejected", "除外 {0}"},
    Row{Word::some_runs, "{0} of {1} runs are drawn, chosen evenly, with those that failed or are warned of.",
        "{1} 件中 {0} 件を等間隔に選んで示します (警告・失敗の測定を優先)。"},
    Row{Word::total_ion, "Total ion electropherograms in order of measurement",
        "全イオンエレクトロフェログラム (測定順)"},
    Row{Word::total_ion_how,
        "The sum of all centroids, scan by scan; all runs of a polarity on the same scales. Missing scans are gaps "
        "with marks at the bottom.",
        "全セントロイドの和をスキャンごとに示します。同じ極性では同じ目盛りです。欠けたスキャンは線の切れ目と"
        "下端の印で示します。"},
    Row{Word::no_curve, "no curve", "曲線なし"},
    Row{Word::map, "Feature map", "フィーチャーマップ"},
    Row{Word::map_how,
        "Each dot is a feature: its size grows with the logarithm of the median height of its measured cells, its "
        "tone with the share of runs in which it was found by itself. Click a dot for its row in the table.",
        "点はフィーチャーです。大きさは実測セルの高さの中央値 (対数)、色の濃さは単独で検出された測定の割合です。"
        "点を押すと一覧の行へ移動します。"},
    Row{Word::no_features, "No features were found.", "フィーチャーは見つかりませんでした。"},
    Row{Word::found_share, "Share of runs in which it was found", "検出された測定の割合"},
    Row{Word::strongest, "Strongest features", "強度上位のフィーチャー"},
    Row{Word::strongest_how, "By the median height of their measured cells.", "実測セルの高さの中央値の順です。"},
    Row{Word::doubtful, "Most doubtful features", "疑わしいフィーチャー"},
    Row{Word::doubtful_how,
        "By the sum of five doubts, each from 0 to 1: low quality, scatter of places, found in half of a group, "
        "filled rather than found, and a neighbour of the same m/z found in one run only. Those shown above are left "
        "out.",
        "次の 5 項目 (各 0~1) の和の順です: 品質が低い、位置のばらつきが大きい、グループの半数だけで検出、"
        "補完セルが多い、同じ m/z の隣に 1 件の測定だけのフィーチャーがある。上に示したフィーチャーは除きます。"},
    Row{Word::overlay_how,
        "All runs over each other, on the frame's clock. The dashed line is the place of the feature. Below the "
        "curves, a bar a run from begin to end of its integration: solid where measured, dashed where filled; the "
        "dot is the apex.",
        "全測定を基準軸の時間で重ねています。破線はフィーチャーの位置です。曲線の下の棒は測定ごとの積分範囲 "
        "(実線は実測、破線は補完)、点は頂点です。"},
    Row{Word::overlay_cut, "{0} of {1} are drawn.", "{1} 件中 {0} 件を示します。"},
    Row{Word::curves_shown, "{0} of {1} runs, chosen evenly", "{1} 件中 {0} 件の測定を等間隔に選択"},
    Row{Word::no_curves, "No electropherograms were kept for this feature.",
        "このフィーチャーのエレクトロフェログラムはありません。"},
    Row{Word::why_doubtful, "doubt {0}", "疑わしさ {0}"},
    Row{Word::doubt_quality, "low quality {0}", "低い品質 {0}"},
    Row{Word::doubt_scatter, "scatter of places {0}", "位置のばらつき {0}"},
    Row{Word::doubt_split, "found in half of a group {0}", "グループの半数で検出 {0}"},
    Row{Word::doubt_filled, "filled {0}", "補完 {0}"},
    Row{Word::doubt_neighbour, "one-run neighbour {0}", "1 件だけの隣接フィーチャー {0}"},
    Row{Word::feature_table, "Features", "フィーチャー一覧"},
    Row{Word::feature_table_cut,
        "{0} of {1} features: those with the highest median height, and those drawn above. All are in features.tsv.",
        "{1} 件中 {0} 件 (高さの中央値の上位と、上に図示したもの) です。全件は features.tsv にあります。"},
    Row{Word::parameters, "Parameters", "解析条件"},
    Row{Word::made_by, "Made by {0}.", "作成: {0}。"},
    Row{Word::foot,
        "Times are seconds from the start of the voltage, areas counts·s above the baseline. This page is complete in "
        "itself: it loads nothing and runs no script.",
        "時間は電圧印加開始からの秒、面積はベースラインより上の counts·s です。このページは単独で完結し、外部の"
        "読み込みもスクリプトもありません。"},
    Row{Word::frame_time, "Migration time on the frame / min", "基準軸の泳動時間 / min"},
    Row{Word::frame_time_s, "Migration time on the frame / s", "基準軸の泳動時間 / s"},
    Row{Word::time_less_frame, "run less frame / s", "測定 - 基準 / s"},
    Row{Word::residual, "residual / s", "残差 / s"},
    Row{Word::further_groups, "further groups", "その他のグループ"},
    Row{Word::key_sample_id, "name in the sheet", "試料ID"},
    Row{Word::key_status, "ok, warned, failed", "状態"},
    Row{Word::key_reason, "why", "理由"},
    Row{Word::key_type, "kind of sample", "種別"},
    Row{Word::key_group, "as in the sheet", "グループ"},
    Row{Word::key_batch, "as in the sheet", "バッチ"},
    Row{Word::key_order, "as in the sheet", "注入順"},
    Row{Word::key_polarity, "of the run", "極性"},
    Row{Word::key_features, "found in the run", "検出ピーク数"},
    Row{Word::key_measured, "found by itself", "実測"},
    Row{Word::key_filled, "at the predicted place", "補完"},
    Row{Word::key_below, "nothing stands there", "検出限界未満"},
    Row{Word::key_not_measured, "run does not tell", "測定なし"},
    Row{Word::key_anchors, "the fit rests on", "アンカー数"},
    Row{Word::key_rms, "of the residuals, s", "残差の RMS, s"},
    Row{Word::key_a, "of A/s + B + C s", "係数 A"},
    Row{Word::key_b, "of A/s + B + C s", "係数 B"},
    Row{Word::key_c, "of A/s + B + C s", "係数 C"},
    Row{Word::key_mz_shift, "less the frame's", "m/z のずれ, ppm"},
    Row{Word::key_ratio, "area over the median", "全イオン強度比"},
    Row{Word::key_lock_masses, "what set its m/z right, Th", "ロックマス, Th"},
    Row{Word::key_lock_ppm, "how far they were off, ppm", "ロックマスのずれ, ppm"},
    Row{Word::key_feature_id, "name in the study", "番号"},
    Row{Word::key_mz, "Th", "m/z, Th"},
    Row{Word::key_mobility, "TU", "移動度, TU"},
    Row{Word::key_mt, "on the frame, s", "泳動時間, s"},
    Row{Word::key_charge, "signed", "電荷"},
    Row{Word::key_ion, "kind of ion", "イオン種"},
    Row{Word::key_compound, "name, leads to its evidence", "化合物名 (根拠へ)"},
    Row{Word::key_level, "MSI, with sub-flag", "同定レベル"},
    Row{Word::key_score, "probability of the name", "名前の確率"},
    Row{Word::key_runs, "of its polarity", "測定数"},
    Row{Word::key_detected, "cells measured", "検出数"},
    Row{Word::key_quality, "0 to 1", "品質"},
    Row{Word::key_height, "median of measured cells, counts", "高さの中央値, counts"},
    Row{Word::key_doubt, "sum of five doubts, 0 to 5", "疑わしさ 0~5"},
};

static_assert(in_order(rows), "one row a key, in the order of the keys");

}  // namespace

Language language_of(std::string_view name) {
    return name == "ja" ? Language::ja : Language::en;
}

std::string_view word(Language language, Word key) {
    return phrase(rows, language, key);
}

}  // namespace gassan::report
