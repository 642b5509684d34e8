#pragma once

#include <filesystem>
#include <string>

namespace gassan {

/// Holds a folder of results for one process, by flock on FOLDER/.lock: the kernel releases it when the process ends,
/// however it ends. Who holds it stands in the file, for the message alone. (On a network file system without locks it
/// may hold nothing; Manifest notices another writer by itself.)
class StoreLock {
public:
    enum class Kind {
        alone,      ///< nobody else works here
        with_peers  ///< others of this kind may: the shards of one map step
    };

    /// \param since the time now as it shall stand in the message.
    /// \throws EnvironmentError "FOLDER: locked by PID 123 on HOST since ..."
    StoreLock(const std::filesystem::path& folder, Kind kind, const std::string& since);
    ~StoreLock();
    StoreLock(StoreLock&& other) noexcept : descriptor_(other.descriptor_) { other.descriptor_ = -1; }
    StoreLock& operator=(StoreLock&&) = delete;

    static constexpr const char* file_name = ".lock";

private:
    int descriptor_ = -1;
};

}  // namespace gassan
