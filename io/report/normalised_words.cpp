#include "io/report/normalised_words.hpp"

#include <array>

namespace gassan::report {
namespace {

using W = NormalisedWord;
using Row = Phrase<NormalisedWord>;

constexpr std::array words{
    Row{W::title, "Normalised values", "正規化した値"},
    Row{W::answer_corrected,
        "Drift and batches were taken out of {0} of {1} variables: left-out QCs scatter by {3} % instead of {2} % "
        "(medians of log CV).",
        "{1} 変数のうち {0} 変数でドリフトとバッチ差を補正しました。補正に使わなかった QC のばらつき (対数 CV "
        "の中央値) は {2} % から {3} % になりました。"},
    Row{W::answer_not_corrected, "No variable of {0} was corrected for drift.",
        "ドリフトを補正した変数はありません (全 {0} 変数)。"},
    Row{W::answer_combat, "ComBat brought the batches of {0} of {1} variables to one location and scale.",
        "ComBat により {1} 変数のうち {0} 変数のバッチの位置と尺度を揃えました。"},
    Row{W::answer_dilution, "Samples were normalised by {0}: {1} of {2} have a factor, from {3} to {4}.",
        "試料を {0} で正規化しました。{2} 試料のうち {1} 試料に係数があり、範囲は {3} ～ {4} です。"},
    Row{W::answer_fill, "{0} cells below their limit and {1} cells not measured hold a number that was not measured.",
        "検出限界未満の {0} セルと未測定の {1} セルに、測定値でない値を入れました。"},
    Row{W::answer_scale, "Values are on a {0} scale.", "値の尺度は {0} です。"},
    Row{W::notes, "Look at these first", "最初に確認してください"},
    Row{W::and_more, "and {0} more", "ほか {0} 件"},
    Row{W::correction, "Drift and batches", "ドリフトとバッチ"},
    Row{W::correction_how,
        "Log CV of QCs before, across, and with curves that had not seen them, up: a dot a variable, below the "
        "diagonal where the correction helped. The table has the variables that gained most, then those left alone.",
        "横軸は補正前、縦軸はその QC を使わない曲線で補正した後の QC の対数 CV です。点は変数で、"
        "対角線より下なら補正が役立っています。表は改善の大きい変数、続いて補正しなかった変数です。"},
    Row{W::cv_before, "left-out QCs before, log CV (%)", "補正前 QC 対数 CV (%)"},
    Row{W::cv_after, "left-out QCs after, log CV (%)", "補正後 QC 対数 CV (%)"},
    Row{W::variable, "variable", "変数"},
    Row{W::model, "model", "モデル"},
    Row{W::reason, "reason", "理由"},
    Row{W::dilution, "Dilution", "希釈"},
    Row{W::dilution_how,
        "What values of a sample were multiplied by, against its group: a factor that goes with the group turns into a "
        "difference between groups.",
        "各試料の値に掛けた係数とグループです。係数がグループと連動すると、グループ間の差として現れます。"},
    Row{W::no_group, "no group", "グループなし"},
    Row{W::factor_axis, "factor", "係数"},
    Row{W::fill, "Cells without a measurement", "測定値のないセル"},
    Row{W::fill_how,
        "What variables with cells below their limit, or not measured, were filled with, and why. Cells keep their "
        "kind: models can still take them as censored.",
        "検出限界未満または未測定のセルがある変数を何で補ったか、その理由です。セルの種類は残るので、"
        "モデルでは打ち切りとして扱えます。"},
    Row{W::below_share, "below limit (%)", "限界未満 (%)"},
    Row{W::filled_by, "filled by", "補完方法"},
    Row{W::methods, "How it was made", "作成方法"},
};
static_assert(in_order(words));

}  // namespace

std::string_view normalised_word(Language language, NormalisedWord word) {
    return phrase(words, language, word);
}

}  // namespace gassan::report
