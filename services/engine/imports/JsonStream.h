#pragma once

#include "services/engine/imports/ByteSource.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace assay::engine::imports {

using Json = nlohmann::json;

/// What of a JSON text is kept in memory. Whatever its size: depth, texts and values have a limit each.
struct JsonLimits {
    int depth = 256;                  ///< nested deeper: refused
    qint64 text = 1 << 20;            ///< bytes of one text; what goes on is left out
    qint64 values = 2'000'000;        ///< in one document or streamed element; the ones after are left out
    qint64 bytes = qint64(64) << 20;  ///< of texts, as above
};

/// What happens to the value of a member.
enum class Keep { Whole, Nothing, Elements }; ///< Elements: a list whose elements are handed out one by one and then forgotten

/// Where a value stands: the names of the members around it, "" for an element of a list.
using JsonPath = std::vector<std::string>;

struct JsonElement {
    Json value;
    JsonPath path;       ///< of the list
    qint64 number = 0;   ///< from 0
    bool cut = false;    ///< something of it was left out, as JsonLimits say
    qint64 line = 0;     ///< on which it ends
    qint64 bytes = 0;    ///< read from the source so far
};

/// Reads JSON as the tools of this field write it: Python's NaN and Infinity count as null, a lone half of a surrogate pair as the
/// replacement character. Nothing needs to fit into memory.
class JsonStream {
public:
    std::function<Keep(const JsonPath &)> keep;          ///< asked for each member, at most four deep; none: everything is kept
    std::function<bool(JsonElement &&)> element;         ///< false: stop
    std::function<bool(const JsonPath &)> enough;        ///< asked before a member is read, as keep; true: stop here, the rest does not matter
    JsonLimits limits;

    struct Read {
        Json value;          ///< what was kept
        bool cut = false;    ///< texts or values were left out
        bool stopped = false; ///< by `element` or `enough`
        qint64 bytes = 0;    ///< read from the source
    };
    /// Error::Invalid: a sentence that names line and fault. Error::Storage: the source cannot be read. Error::Cancelled: it was
    /// stopped.
    Result<Read> read(ByteSource &source) const;
};

/// A whole text, kept within the limits; cut says whether something was left out.
Result<Json> parseJson(const QByteArray &text, bool *cut = nullptr, const JsonLimits &limits = {});

// Reading members without surprise: whatever is missing or of another type counts as not there.
const Json &at(const Json &object, const char *name);
const Json &at(const Json &object, std::initializer_list<const char *> path);
const Json &membersOf(const Json &value);  ///< the value if it is an object, else an empty one
const Json &elementsOf(const Json &value); ///< the value if it is a list, else an empty one
QString textOf(const Json &value);  ///< of a text; of other scalars their JSON; null for null, lists and objects
std::optional<double> numberOf(const Json &value); ///< finite numbers and booleans
std::optional<qint64> wholeOf(const Json &value);
QByteArray dumped(const Json &value);

} // namespace assay::engine::imports
