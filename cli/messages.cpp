#include "cli/messages.hpp"

#include <algorithm>
#include <array>

namespace gassan {
namespace {

using Message = Phrase<Say>;

constexpr std::array messages{
    Message{Say::error, "error", "エラー"},
    Message{Say::warning, "warning", "警告"},
    Message{Say::and_more, "{0}: and {1} more of the kind {2}", "{0}: 同じ種類 ({2}) がほかに {1} 件あります"},
    Message{Say::strict_failed, "{0} {0:warning|warnings}, and --strict was asked for",
            "警告が {0} 件あり、--strict が指定されています"},
    Message{Say::stage_reading, "reading", "読み込み中"},
    Message{Say::stage_finding, "finding features", "ピーク検出中"},
    Message{Say::stage_writing, "writing", "書き込み中"},
    Message{Say::stage_simulating, "simulating", "シミュレーション中"},
    Message{Say::seconds_left, "{0} s left", "残り {0} 秒"},
    Message{Say::detected, "{0}: {1} {1:scan|scans}, {2} {2:centroid|centroids}, {3} {3:feature|features}, {4} s",
            "{0}: スキャン {1}、セントロイド {2}、ピーク {3}、{4} 秒"},
    Message{Say::written, "{0} written", "{0} を書き込みました"},
    Message{Say::checked_bad, "{0} of {1} {1:file|files} cannot be used; the {0:reason stands|reasons stand} above",
            "{1} ファイル中 {0} ファイルが使用できません (理由は上記)"},
    Message{Say::verdict_ready, "ready", "使用できます"},
    Message{Say::verdict_bad, "cannot be used", "使用できません"},
    Message{Say::head_reason, "reason", "理由"},
    Message{Say::head_warning, "warning", "警告"},
    Message{Say::head_format, "format", "形式"},
    Message{Say::head_instrument, "instrument", "装置"},
    Message{Say::head_started, "started", "測定開始"},
    Message{Say::head_software, "software", "ソフトウェア"},
    Message{Say::head_source, "source file", "元ファイル"},
    Message{Say::head_sample, "sample name", "試料名"},
    Message{Say::head_spectra, "spectra", "スペクトル"},
    Message{Say::spectra, "{0}: {1} MS1 ({2} empty), {3} of higher level, not used",
            "{0}: MS1 {1} (空 {2})、MS2 以上 {3} (不使用)"},
    Message{Say::head_kind, "kind", "データ種別"},
    Message{Say::centroid, "centroid", "セントロイド"},
    Message{Say::profile, "profile; made centroids when the run is read",
            "プロファイル (読み込み時にセントロイド化されます)"},
    Message{Say::both_kinds, "both: {0} centroid, {1} profile; the latter are made centroids when the run is read",
            "両方: セントロイド {0}、プロファイル {1} (後者は読み込み時にセントロイド化されます)"},
    Message{Say::no_kind, "not said", "記載なし"},
    Message{Say::head_polarity, "polarity", "極性"},
    Message{Say::positive, "positive", "正"},
    Message{Say::negative, "negative", "負"},
    Message{Say::both, "both: {0} positive, {1} negative", "両方: 正 {0}、負 {1}"},
    Message{Say::no_polarity, "not said", "記載なし"},
    Message{Say::head_time, "time", "時間"},
    Message{Say::head_time_unit, "time unit", "時間の単位"},
    Message{Say::head_rate, "rate", "測定頻度"},
    Message{Say::rate, "{0} Hz (median step {1} s)", "{0} Hz (間隔の中央値 {1} 秒)"},
    Message{Say::head_mz, "m/z", "m/z"},
    Message{Say::head_points, "points", "データ点"},
    Message{Say::head_floor, "intensities", "強度"},
    Message{Say::counts_floor, "lowest {0}; usually the lowest of a spectrum is {1}",
            "最小 {0}、各スペクトルの最小値は通常 {1}"},
    Message{Say::head_processing, "processing", "処理"},
    Message{Say::head_traces, "traces", "トレース"},
    Message{Say::trace, "{0} ({1}, {2} points)", "{0} ({1}、{2} 点)"},
    Message{Say::head_parameters, "parameters", "パラメータ"},
    Message{Say::head_next, "next", "次の操作"},
    Message{Say::simulated, "{0}: {1} {1:run|runs} with known truth, seed {2}, {3} s",
            "{0}: 真値つきの測定 {1} 件、seed {2}、{3} 秒"},
    Message{Say::moved_away, "the earlier results are now in {0}", "以前の結果は {0} に移しました"},
    Message{
        Say::manifest_cut,
        "{0}: the last line was not written whole (the program was ended); it was dropped, and its run is looked at "
        "again",
        "{0}: 最後の行が途中で終わっていたため (プログラムの中断) 削除しました。その測定は再処理します"},
    Message{Say::little_space, "{0}: {1} MB are free; the store of this study may take {2} MB",
            "{0}: 空き容量 {1} MB、この研究の保存には約 {2} MB が必要です"},
    Message{Say::run_failed, "{0} failed: {1}", "{0} は処理できません: {1}"},
    Message{Say::more_failed, "and {0} more {0:run|runs} failed; the {0:reason stands|reasons stand} in runs.tsv",
            "ほかに {0} 件の測定が処理できません (理由は runs.tsv)"},
    Message{Say::founded_anew,
            "the frame of this study was founded with something else ({0}); it is founded anew, and features get new "
            "ids",
            "この研究の基準は別の設定で作られていました ({0})。基準を作り直し、feature_id も新しくなります"},
    Message{Say::no_such_frame,
            "[align] frame: {0} holds no frame of {1} polarity; the runs of this polarity found one of their own",
            "[align] frame: {0} に {1} の基準がありません。この極性の測定だけで基準を作ります"},
    Message{Say::no_mobility,
            "[separation]: no marker was found in any run of {0} polarity when its frame was founded, or the frame is "
            "of a study without markers; its mobility_tu stays empty",
            "[separation]: {0} の測定で標識物質が見つからないか、基準に移動度がありません。mobility_tu は空欄です"},
    Message{Say::stage_runs, "runs", "測定の処理"},
    Message{Say::stage_joining, "aligning and filling", "整列と補完"},
    Message{Say::stage_report, "drawing the report", "レポート作成中"},
    Message{Say::stage_targets, "looking for the compounds", "化合物を探索中"},
    Message{Say::stage_correcting, "correcting drift and batches", "ドリフトとバッチを補正中"},
    Message{Say::no_correction, "nothing is corrected: [correct] drift is \"none\"; type --correct.drift auto",
            "補正は行われません ([correct] drift が \"none\" です)。--correct.drift auto を指定してください"},
    Message{Say::runs_stopped, "stopped at the first run that failed (--fail-fast); run again to go on",
            "最初の失敗で停止しました (--fail-fast)。再実行すると続きから処理します"},
    Message{Say::peak_lists,
            "{0} of {1} {1:run|runs} {0:is a peak list: its|are peak lists: their} gaps cannot be filled",
            "測定 {1} 件のうち {0} 件はピークリストです。その欠測値は補完できません"},
    Message{Say::runs_mapped, "{0} {0:run|runs}: {1} computed, {2} kept, {3} failed, {4} s",
            "測定 {0} 件: 処理 {1}、保存済み {2}、失敗 {3}、{4} 秒"},
    Message{Say::study_done, "{0} {0:run|runs}: {1} ok, {2} warned, {3} failed; {4} computed, {5} kept; {6} s",
            "測定 {0} 件: 正常 {1}、警告 {2}、失敗 {3}、処理 {4}、保存済み {5}、{6} 秒"},
    Message{Say::study_table,
            "{0}: {1} {1:feature|features} in {2} {2:run|runs}, {3} of them {3:an isotope, adduct or "
            "fragment|isotopes, adducts or fragments} of others",
            "{0}: {2} 件の測定に {1} 個のフィーチャー (うち {3} 個は他の同位体・付加体・フラグメント)"},
    Message{Say::study_report, "report: {0}", "レポート: {0}"},
    Message{Say::demo_report, "The report: {0}  (open it in a browser)", "レポート: {0}  (ブラウザで開いてください)"},
    Message{Say::demo_next, "Next, with a run of your own:", "次は、お手元の測定データで:"},
    Message{Say::head_table, "table", "表"},
    Message{Say::sample_sheet, "sample sheet", "サンプルシート"},
    Message{Say::compound_table, "compound table", "化合物表"},
    Message{Say::standards_table, "standards table", "標準品濃度表"},
    Message{Say::peak_list, "peak list", "ピークリスト"},
    Message{Say::head_study, "study", "研究"},
    Message{Say::head_runs, "runs", "測定"},
    Message{Say::head_batches, "batches", "バッチ"},
    Message{Say::head_groups, "groups", "群"},
    Message{Say::head_covariates, "covariates", "共変量"},
    Message{Say::head_compounds, "compounds", "化合物"},
    Message{Say::head_levels, "levels", "濃度"},
    Message{Say::head_frame, "frame", "基準フレーム"},
    Message{Say::head_peaks, "peaks", "ピーク"},
    Message{Say::stage_looking, "looking at runs", "測定データを確認中"},
    Message{Say::init_written, "{0} and {1} written: {2} {2:run|runs}", "{0} と {1} を書き込みました: 測定 {2} 件"},
    Message{Say::init_left_out,
            "{0} {0:run|runs} cannot be used and {0:was|were} left out; the {0:reason stands|reasons stand} above",
            "{0} 件の測定は使用できないため除外しました (理由は上記)"},
    Message{Say::init_next, "Next: look through both files, then gassan run {0} -o OUT",
            "次の操作: 両ファイルを確認し、gassan run {0} -o OUT"},
    Message{Say::stage_comparing, "comparing", "比較中"},
    Message{Say::converted,
            "{0}: {1} {1:spectrum|spectra}, {2} {2:point|points}, {3} made centroids; read back and equal, {4} s",
            "{0}: スペクトル {1}、データ点 {2}、セントロイド化 {3}。読み戻して一致を確認、{4} 秒"},
    Message{Say::convert_left_out, "{0}: {1} {1:spectrum|spectra} of higher level left out; only MS1 is written",
            "{0}: MS2 以上のスペクトル {1} 件は書き込みません (MS1 のみ)"},
    Message{Say::library_listed, "{0} {0:row|rows}", "{0} 件"},
    Message{Say::library_checked, "{0}: {1} {1:compound|compounds}, {2} {2:doubt|doubts}",
            "{0}: 化合物 {1} 件、疑わしい点 {2} 件"},
    Message{Say::library_imported, "{0} {0:compound|compounds} taken, {1} left out",
            "化合物 {0} 件を取り込みました (除外 {1} 件)"},
    Message{Say::exported, "{0}: {1} {1:variable|variables} in {2} {2:sample|samples}",
            "{0}: 変数 {1} 件、試料 {2} 件"},
    Message{Say::compared, "{0} {0:variable|variables} compared in {1} {1:sample|samples}: {2} {2:differs|differ}",
            "試料 {1} 件で変数 {0} 個を比較しました。差があるもの {2} 個"},
};

static_assert(in_order(messages), "one row a key, in the order of the keys");

}  // namespace

std::string_view message(Language language, Say key) {
    return phrase(messages, language, key);
}

std::string grouped(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t place = text.size(); place > 3;) text.insert(place -= 3, 1, ',');
    return text;
}

std::string padded(const std::string& text, std::size_t columns) {
    // Bytes that continue a letter take no column; letters of three bytes and more are the wide ones in our messages.
    std::size_t taken = 0;
    for (const unsigned char byte : text) taken += byte >= 0xE0 ? 2 : (byte & 0xC0) == 0x80 ? 0 : 1;
    return text + std::string(taken < columns ? columns - taken : 1, ' ');
}

}  // namespace gassan
