#include "io/store/manifest.hpp"

#include "io/base/faults.hpp"
#include "io/base/sha256.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace gassan {
namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what, int error) {
    throw EnvironmentError(quoted_path(path) + ": cannot " + what + ": " + std::generic_category().message(error));
}

std::string line_text(const ManifestLine& line, const std::string& previous) {
    Json json{{"kind", line.kind == ManifestLine::Kind::run ? "run" : "study"}};
    if (line.kind == ManifestLine::Kind::run) {
        json["sample_id"] = line.sample_id;
        json["input"] = line.input;
        json["input_bytes"] = line.input_bytes;
        json["input_sha256"] = line.input_sha256;
        json["run_hash"] = line.run_hash;
    }
    json["file_sha256"] = line.file_sha256;
    json["status"] = run_status_name(line.status);
    json["reason"] = line.reason;
    json["warnings"] = line.warnings;
    json["written_utc"] = line.written_utc;
    json["version"] = line.version;
    json["previous"] = previous;
    // Names of files may hold bytes that are no UTF-8; the hash tells the file.
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

RunStatus status_named(const std::string& name) {
    for (const RunStatus status : {RunStatus::ok, RunStatus::warned, RunStatus::failed})
        if (run_status_name(status) == name) return status;
    throw Error("an unknown status");
}

/// \throws std::exception for what is no line of ours
ManifestLine parsed(const std::string& text, std::string& previous) {
    const Json json = Json::parse(text);
    ManifestLine line;
    const std::string kind = json.at("kind");
    if (kind != "run" && kind != "study") throw Error("an unknown kind of line");
    line.kind = kind == "run" ? ManifestLine::Kind::run : ManifestLine::Kind::study;
    if (line.kind == ManifestLine::Kind::run) {
        line.sample_id = json.at("sample_id");
        line.input = json.at("input");
        line.input_bytes = json.at("input_bytes");
        line.input_sha256 = json.at("input_sha256");
        line.run_hash = json.at("run_hash");
    }
    line.file_sha256 = json.at("file_sha256");
    line.status = status_named(json.at("status"));
    line.reason = json.at("reason");
    line.warnings = json.at("warnings").get<std::map<std::string, std::size_t>>();
    line.written_utc = json.at("written_utc");
    line.version = json.at("version");
    previous = json.at("previous");
    return line;
}

std::string all_of(const std::filesystem::path& path) {
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return {};
    std::ifstream stream(path, std::ios::binary);
    if (!stream) fail(path, "open the file", errno);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (stream.bad()) fail(path, "read the file", EIO);
    return text;
}

}  // namespace

bool ManifestLine::says_the_same(const ManifestLine& other) const {
    return kind == other.kind && sample_id == other.sample_id && input == other.input &&
           input_bytes == other.input_bytes && input_sha256 == other.input_sha256 && run_hash == other.run_hash &&
           file_sha256 == other.file_sha256 && status == other.status && reason == other.reason &&
           warnings == other.warnings && version == other.version;
}

ManifestText read_manifest(const std::filesystem::path& path) {
    const std::string bytes = all_of(path);
    ManifestText text;
    std::size_t begin = 0;
    for (std::size_t end; (end = bytes.find('\n', begin)) != std::string::npos; begin = end + 1) {
        const std::string line = bytes.substr(begin, end - begin);
        const std::string place = "line " + std::to_string(text.lines.size() + 1);
        std::string previous;
        try {
            text.lines.push_back(parsed(line, previous));
        } catch (const std::exception&) {
            throw InputError(path, place, "is no line of a manifest",
                             "Take the file from a copy, or give another folder with -o.");
        }
        if (previous != text.last_sha256)
            throw InputError(path, place, "the chain of hashes is broken: the line before it was changed or removed",
                             "Take the file from a copy, or begin afresh with --force.");
        text.last_sha256 = sha256(line);
    }
    text.whole_bytes = begin;
    text.cut = begin < bytes.size();
    return text;
}

Manifest::Manifest(const std::filesystem::path& path) : path_(path), text_(read_manifest(path)) {
    descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (descriptor_ < 0) fail(path, "open the file", errno);
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        ::close(descriptor_);
        throw EnvironmentError(quoted_path(path) + ": another process writes it, e.g. the same shard started twice");
    }
    if (text_.cut && (::ftruncate(descriptor_, off_t(text_.whole_bytes)) != 0 || ::fdatasync(descriptor_) != 0)) {
        const int error = errno;
        ::close(descriptor_);
        fail(path, "drop the unfinished last line", error);
    }
}

Manifest::~Manifest() {
    ::close(descriptor_);
}

void Manifest::append(const ManifestLine& line) {
    const std::scoped_lock hold(turn_);
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) fail(path_, "look at the file", errno);
    if (std::uint64_t(status.st_size) != text_.whole_bytes)
        throw EnvironmentError(quoted_path(path_) +
                               ": another process writes here too (the lock does not hold on this file system?), or an "
                               "earlier line was not written whole");
    const std::string text = line_text(line, text_.last_sha256), bytes = text + "\n";
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written != ssize_t(bytes.size())) fail(path_, "write the file", written < 0 ? errno : ENOSPC);
    if (::fdatasync(descriptor_) != 0) fail(path_, "write the file to disk", errno);
    text_.whole_bytes += bytes.size();
    text_.last_sha256 = gassan::sha256(text);
    text_.lines.push_back(line);
}

std::string Manifest::sha256() const {
    return hash_file(path_).sha256;
}

std::size_t take_over(Manifest& manifest, const std::filesystem::path& folder) {
    std::error_code error;
    std::vector<std::filesystem::path> files;
    if (!std::filesystem::is_directory(folder, error)) return 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".jsonl") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::size_t taken = 0;
    for (const auto& file : files) {
        for (const ManifestLine& line : read_manifest(file).lines) {
            const auto known = [&](const ManifestLine& other) {
                return other.says_the_same(line) && other.written_utc == line.written_utc;
            };
            if (std::any_of(manifest.lines().begin(), manifest.lines().end(), known)) continue;
            manifest.append(line);
            ++taken;
        }
        std::filesystem::remove(file, error);
        if (error) fail(file, "remove the file", error.value());
    }
    return taken;
}

}  // namespace gassan
