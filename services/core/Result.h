#pragma once

#include <QString>

#include <optional>
#include <utility>
#include <variant>

namespace assay {

/// What went wrong, for a person and for a program.
struct Error {
    enum class Kind {
        Cancelled,    ///< the caller, or the owner's end, stopped it
        Network,      ///< no connection, or it broke
        Timeout,      ///< no answer in the time allowed
        Unauthorized, ///< 401, 403, refused key or token
        NotFound,     ///< the named thing does not exist
        Conflict,     ///< the thing is in a state that does not allow this (409)
        Invalid,      ///< the input breaks a rule; message names the field and the fix
        Protocol,     ///< the answer is not what the contract says
        Storage,      ///< disk or database
        Unsupported,  ///< the server or this machine cannot do it
        Internal,     ///< a fault of ours
    };
    Kind kind = Kind::Internal;
    QString message = {}; ///< translated, one sentence that names the place and the fix; may be shown as it is; never holds a secret
    QString detail = {};  ///< untranslated: URL without its query, JSON path, SQL text, exit code
    QString code = {};    ///< the server's own message code, e.g. "resource_not_found"; empty when it had none
};

/// A value or an Error, after std::expected, which g++ 12 has only as C++23.
template<typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    explicit operator bool() const noexcept { return m_state.index() == 0; }
    bool hasValue() const noexcept { return m_state.index() == 0; }
    const T &operator*() const & { return std::get<0>(m_state); }
    T &operator*() & { return std::get<0>(m_state); }
    T &&operator*() && { return std::get<0>(std::move(m_state)); }
    const T *operator->() const { return &std::get<0>(m_state); }
    T *operator->() { return &std::get<0>(m_state); }
    const Error &error() const { return std::get<1>(m_state); }

private:
    std::variant<T, Error> m_state;
};

/// The value of an operation that only succeeds or fails.
struct Done {
    bool operator==(const Done &) const = default;
};

} // namespace assay
