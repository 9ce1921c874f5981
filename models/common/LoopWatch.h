#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>

namespace assay {

/// Sees when the event loop of its thread does not come round: a beat that is late by more than the limit is a task that a person
/// feels as a stutter. Debug builds of the window log them; the measuring programs count them. (The dispatcher's own signals
/// do not tell: GLib's runs the tasks between "about to block" and "awake".)
class LoopWatch : public QObject {
    Q_OBJECT
public:
    static constexpr int limitMs = 50;
    explicit LoopWatch(QObject *parent = nullptr);
    /// Called after each task over the limit, with its milliseconds.
    void setReport(std::function<void(double)> report) { m_report = std::move(report); }
    /// Counts from now on.
    void clear();
    int overLimit() const { return m_over; }
    double longestMs() const { return m_longest; }

private:
    void beat();
    std::function<void(double)> m_report;
    QTimer m_timer;
    QElapsedTimer m_since;
    int m_over = 0;
    double m_longest = 0;
};

} // namespace assay
