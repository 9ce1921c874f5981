#pragma once

#include <QByteArray>
#include <QString>

#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace assay::engine {

/// What SQLite said. Thrown inside this folder only: Writer, Readers and openDatabase() turn it into an Error.
struct SqliteError : std::runtime_error {
    SqliteError(int extendedCode, const std::string &text) : std::runtime_error(text), code(extendedCode) {}
    int code; ///< extended result code
    int primary() const { return code & 0xff; }
};

/// A prepared statement in use; reset when it goes out of scope. Columns and parameters count as SQLite does it
/// (parameters from 1, columns from 0).
class Statement {
public:
    Statement(sqlite3 *db, sqlite3_stmt *statement, bool once = false) : m_db(db), m_statement(statement), m_once(once) {}
    ~Statement();
    Statement(Statement &&other) noexcept : m_db(other.m_db), m_statement(std::exchange(other.m_statement, nullptr)), m_once(other.m_once) {}
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;

    Statement &bind(int index, qint64 value);
    Statement &bind(int index, int value) { return bind(index, qint64(value)); }
    Statement &bind(int index, double value);
    Statement &bind(int index, const QString &value);     ///< null text binds ""; use bindNull for NULL
    Statement &bind(int index, const QByteArray &utf8);   ///< as text
    Statement &bindNull(int index);
    Statement &bindTextOrNull(int index, const QString &value); ///< a null QString becomes NULL
    Statement &bindTextOrNull(int index, const QByteArray &utf8); ///< an empty text becomes NULL

    bool step();  ///< true: there is a row
    void run() { step(); }
    void rewind(); ///< for another run with new values

    bool isNull(int column) const;
    bool isText(int column) const;
    bool isInteger(int column) const;
    qint64 integer(int column) const;
    double real(int column) const;
    QString text(int column) const;       ///< null for NULL
    QByteArray utf8(int column) const;    ///< null for NULL

private:
    void check(int code) const;
    sqlite3 *m_db;
    sqlite3_stmt *m_statement;
    bool m_once;
};

/// The beginning of a long text, without reading the rest of it.
struct TextStart {
    QString text;        ///< null for NULL
    qint64 cutBytes = 0; ///< of what follows
};

/// One connection with its prepared statements; for one thread at a time.
class Database {
public:
    enum class Mode { Create, ReadWrite, ReadOnly };
    Database(const QString &file, Mode mode); ///< throws SqliteError
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    /// A statement kept for the connection's life; `sql` must be a literal or outlive it as equal text.
    Statement prepare(const char *sql);
    /// For SQL that is put together from what a caller asks: not kept.
    Statement prepareOnce(const QByteArray &sql);
    void execute(const char *sql); ///< one or more statements without parameters
    void execute(const QByteArray &sql) { execute(sql.constData()); }
    qint64 pragma(const char *name); ///< its integer value
    qint64 lastRowId() const;
    int changes() const;
    bool inTransaction() const;
    void interrupt(); ///< from any thread
    /// At most `chars` characters of a text column of a table with a rowid. Throws SqliteError.
    TextStart textStart(const char *table, const char *column, qint64 rowId, qsizetype chars);
    sqlite3 *handle() const { return m_db; }

private:
    sqlite3 *m_db = nullptr;
    std::unordered_map<std::string, sqlite3_stmt *> m_statements;
};

/// A write transaction that is undone unless commit() is reached.
class WriteTransaction {
public:
    explicit WriteTransaction(Database &db) : m_db(db) { m_db.execute("BEGIN IMMEDIATE"); }
    ~WriteTransaction();
    WriteTransaction(const WriteTransaction &) = delete;
    WriteTransaction &operator=(const WriteTransaction &) = delete;
    void commit() { m_db.execute("COMMIT"); }

private:
    Database &m_db;
};

/// A read transaction for as long as it lives, so that all statements see one snapshot.
class ReadTransaction {
public:
    explicit ReadTransaction(Database &db) : m_db(db) { m_db.execute("BEGIN"); }
    ~ReadTransaction();
    ReadTransaction(const ReadTransaction &) = delete;
    ReadTransaction &operator=(const ReadTransaction &) = delete;

private:
    Database &m_db;
};

} // namespace assay::engine
