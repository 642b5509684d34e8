#include "io/library/json_list.hpp"

#include "core/base/fields.hpp"
#include "io/base/faults.hpp"

#include <nlohmann/json.hpp>

#include <map>

namespace gassan {
namespace {

using Json = nlohmann::json;
using Records = std::vector<std::vector<ImportText>>;

/// Takes events of the parser, so that a list of 100,000 compounds needs no tree of it.
struct Collector {
    Records& records;
    std::map<std::string, std::optional<GuessedHeader>> guessed = {};
    int depth = 0;  ///< of objects
    std::string key_text = {};
    std::size_t fault_byte = 0;
    std::string fault = {};

    /// HMDB's ids stand under "primary_id" beside "primary_db": their form tells what they are.
    void take(std::string text) {
        if (depth == 0 || text.empty()) return;
        auto found = guessed.find(key_text);
        if (found == guessed.end()) found = guessed.emplace(key_text, guess_header(key_text)).first;
        std::optional<GuessedHeader> header = found->second;
        if (key_text == "primary_id" && text.starts_with("HMDB")) header = GuessedHeader{ImportField::hmdb, ""};
        if (header) records.back().push_back({*header, std::move(text)});
    }

    bool null() { return true; }
    bool boolean(bool) { return true; }
    bool number_integer(Json::number_integer_t value) { return take(std::to_string(value)), true; }
    bool number_unsigned(Json::number_unsigned_t value) { return take(std::to_string(value)), true; }
    bool number_float(Json::number_float_t value, const std::string&) { return take(number_text(value)), true; }
    bool string(std::string& value) { return take(value), true; }
    bool binary(Json::binary_t&) { return true; }
    bool start_object(std::size_t) {
        if (depth++ == 0) records.emplace_back();
        return true;
    }
    bool end_object() { return --depth, true; }
    bool start_array(std::size_t) { return true; }
    bool end_array() { return true; }
    bool key(std::string& text) { return key_text = text, true; }
    bool parse_error(std::size_t byte, const std::string&, const Json::exception& error) {
        fault_byte = byte;
        fault = error.what();
        return false;
    }
};

}  // namespace

Records json_records(const std::filesystem::path& path, std::string_view text) {
    Records records;
    Collector collector{records};
    if (!Json::sax_parse(text, &collector))
        throw InputError(path, "byte " + std::to_string(collector.fault_byte),
                         "is not valid JSON (" + quoted_text(collector.fault) + ")",
                         "Give an array of objects, one a compound.");
    return records;
}

}  // namespace gassan
