#include "io/report/terms.hpp"

#include <array>

namespace gassan::report {
namespace {

using Row = Phrase<Term>;

constexpr std::array rows{
    Row{Term::names, "Names and what speaks for them", "化合物名とその根拠"},
    Row{Term::names_how,
        "A bold row is an ion as measured, with its name; the rows below it are what it may be, the most probable "
        "first: how far its m/z and its place are off from what is expected (place_error_sd in standard deviations of "
        "the expectation), what speaks for that place, and how well the isotopes fit (0 to 1). Levels: 1-MT, a "
        "standard of this study came there; 2, m/z and a place or isotopes; 3, m/z alone, or isomers that nothing "
        "tells apart; 4, no name.",
        "太字の行は測定されたイオンとその名前、下の行は候補です (確率の高い順)。m/z "
        "と位置の期待値からのずれ (place_error_sd は期待値の標準偏差を単位とします)、位置の根拠、同位体パターンの"
        "適合 (0~1) を示します。レベル: 1-MT は本研究の標準試料で確認、2 は m/z と位置または同位体、3 は m/z のみ、"
        "または区別できない異性体、4 は名前なし。"},
    Row{Term::names_given,
        "{0} of {1} rows have a name of their own ({2}); {3} more are told to be ions of another row.",
        "{1} 行中 {0} 行に名前があります ({2})。ほかに {3} 行は他の行のイオンです。"},
    Row{Term::names_fdr,
        "Of the names given {0} % are wrong, as estimated (FDR). Decoys, all compounds looked for at masses where they "
        "cannot be: {1} as probable as these names in {2} rounds, {3} a round.",
        "名前の推定誤り率 (FDR) は {0} % です。デコイ (存在し得ない質量での全化合物の検索) は {2} 回で {1} 個 "
        "(1 回あたり {3} 個) が同じ確率に達しました。"},
    Row{Term::names_fdr_none, "No name was given, so that there is no share of wrong ones to estimate.",
        "名前が付いた行がないため、誤り率は推定していません。"},
    Row{Term::names_cut,
        "{0} of {1} rows with candidates are shown: those with a name first. All are in candidates.tsv.",
        "候補のある {1} 行中 {0} 行 (名前のある行を優先) を示します。全件は candidates.tsv にあります。"},
    Row{Term::no_name, "no name", "名前なし"},
    Row{Term::isomers, "isomers that nothing here tells apart", "この測定では区別できない異性体"},
    Row{Term::more_candidates, "and {0} more, less probable, in candidates.tsv",
        "ほかに確率の低い {0} 件が candidates.tsv にあります"},
    Row{Term::by_standard, "standard run", "標準試料"},
    Row{Term::by_table, "compound table", "化合物表"},
    Row{Term::by_prediction, "predicted", "予測値"},
    Row{Term::by_mass, "m/z alone", "m/z のみ"},
    Row{Term::of_user, "compound table", "化合物表"},
    Row{Term::of_library, "library", "ライブラリ"},
    Row{Term::concentrations, "Concentrations", "濃度"},
    Row{Term::concentrations_how,
        "In the original sample; a specimen run several times has the mean of its runs. Point at a value for its 95 % "
        "interval and its flags. A value that could not be told says why, and is never a zero.",
        "元の試料中の濃度です。複数回測定した検体は平均値です。値を指すと 95 % 信頼区間とフラグを表示します。"
        "求められない値はその理由を示し、ゼロとはしません。"},
    Row{Term::concentrations_cut, "{0} of {1} specimens are shown. All are in concentrations.tsv.",
        "{1} 検体中 {0} 検体を示します。全件は concentrations.tsv にあります。"},
    Row{Term::below_loq, "below the LOQ", "定量下限未満"},
    Row{Term::above_uloq, "above the highest standard", "定量上限超過"},
    Row{Term::below_lod, "not detected: less than this", "不検出 (この値未満)"},
    Row{Term::unmeasured, "not measured", "測定なし"},
    Row{Term::run_failed, "run failed", "測定失敗"},
    Row{Term::standard_failed, "IS failed", "内標準異常"},
    Row{Term::no_curve_short, "no curve", "検量線なし"},
    Row{Term::no_value_short, "no value", "値なし"},
    Row{Term::flagged, "further flags", "その他のフラグあり"},
    Row{Term::curves, "Calibration curves", "検量線"},
    Row{Term::curves_how,
        "Dots are standards that the curve rests on, with two standard errors of their areas; open triangles are left "
        "out, those without a place on a scale at its border (the pointer tells why). The band holds 95 % of single "
        "responses. Below: the level that the curve makes of each standard against the true one; dashed lines are the "
        "errors that count as right, the wider ones at the lowest level.",
        "点は検量線に使った標準試料 (棒は面積の標準誤差の 2 倍)、白抜き三角は除外したもの (範囲外は枠の端、"
        "指すと理由を表示) です。帯には個々の応答の 95 % が入ります。下の図は逆算濃度の誤差で、破線は許容範囲 "
        "(最低濃度では広い方) です。"},
    Row{Term::level_axis, "concentration / {0}", "濃度 / {0}"},
    Row{Term::response_area, "area / counts·s", "面積 / counts·s"},
    Row{Term::response_ratio, "area / area of the IS", "面積比 (対内標準)"},
    Row{Term::error_axis, "error / %", "誤差 / %"},
    Row{Term::points_used, "{0} of {1} standards used", "標準試料 {1} 点中 {0} 点を使用"},
    Row{Term::left_out, "left out", "除外"},
    Row{Term::plain_areas, "plain areas, no internal standard", "内標準なし (面積そのまま)"},
    Row{Term::why_standard, "internal standard", "内標準"},
    Row{Term::why_model, "model", "モデル"},
    Row{Term::no_curves, "Compounds without a curve", "検量線のない化合物"},
    Row{Term::standards, "Internal standards run by run", "内標準の推移"},
    Row{Term::standards_how,
        "Areas in order of measurement, on a scale of logarithms. Between the dashed lines an internal standard does "
        "well; they follow the other internal standards and markers of the run, so that a smaller injection is no "
        "failure. Red triangles are runs in which it failed (at the bottom: no area); nothing is divided by it there.",
        "測定順の面積 (対数目盛) です。破線の間が正常の範囲で、同じ測定の他の内標準・マーカーに合わせて動くため、"
        "注入量の減少だけでは異常になりません。赤い三角は異常となった測定 (下端は面積なし) で、その測定では"
        "割り算に使いません。"},
    Row{Term::order_axis, "place in the order of measurement", "測定順"},
    Row{Term::area_axis, "area / counts·s", "面積 / counts·s"},
    Row{Term::trend_facts, "{0} runs, failed in {1}", "{0} 測定中 異常 {1}"},
    Row{Term::why_failed, "where it failed, and why ({0})", "異常の内訳 ({0})"},
    Row{Term::see_standards, "An internal standard failed in {0} runs; what it divides has no value there.",
        "{0} 件の測定で内標準が異常でした。その測定では対応する化合物の値はありません。"},
    Row{Term::named, "Names given", "名前のある行"},
    Row{Term::named_fact, "{0}, of which {1} % may be wrong", "{0} (推定誤り率 {1} %)"},
    Row{Term::col_name, "name, or candidate", "名前・候補"},
    Row{Term::col_level, "MSI, with sub-flag", "同定レベル"},
    Row{Term::col_probability, "calibrated", "確率"},
    Row{Term::col_ion, "kind of ion", "イオン種"},
    Row{Term::col_mz, "measured, Th", "実測 m/z, Th"},
    Row{Term::col_mz_error, "(and tolerance)", "m/z の誤差と許容幅"},
    Row{Term::col_mobility, "measured; expected ± sd, TU", "実測・期待値, TU"},
    Row{Term::col_time, "on the frame; expected ± sd, s", "実測・期待値, s"},
    Row{Term::col_place_error, "measured less expected, in sd", "位置のずれ, sd"},
    Row{Term::col_evidence, "what speaks for the place", "位置の根拠"},
    Row{Term::col_isotopes, "0 to 1", "同位体の適合"},
    Row{Term::col_family, "rows that are its other ions", "同じ化合物の他のイオン"},
    Row{Term::col_unit, "of the values", "単位"},
    Row{Term::col_standard, "divided by", "内標準"},
};

static_assert(in_order(rows), "one row a key, in the order of the keys");

}  // namespace

std::string_view word(Language language, Term key) {
    return phrase(rows, language, key);
}

}  // namespace gassan::report
