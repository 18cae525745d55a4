#include "core/http/http2session.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include <nghttp2/nghttp2.h>

#include "core/http/responseparser.h"

namespace squall {

namespace {

/// Half of what RFC 9113, 6.9.1 allows; nghttp2 opens it again when half of it is used up.
constexpr std::int32_t windowBytes = 1 << 30;

ParseFault faultOf(int error) {
    switch (error) {
    case NGHTTP2_ERR_FLOODED:
    case NGHTTP2_ERR_TOO_MANY_SETTINGS:
    case NGHTTP2_ERR_TOO_MANY_CONTINUATIONS:
        return ParseFault::Http2Flood;
    case NGHTTP2_ERR_HEADER_COMP:
        return ParseFault::Http2Compression;
    case NGHTTP2_ERR_FLOW_CONTROL:
        return ParseFault::Http2FlowControl;
    default:
        return ParseFault::Http2Violation;
    }
}

/// Of a connection that nghttp2 ended, with an error code of RFC 9113, section 7.
ParseFault faultOfGoaway(std::uint32_t code) {
    switch (code) {
    case NGHTTP2_COMPRESSION_ERROR:
        return ParseFault::Http2Compression;
    case NGHTTP2_FLOW_CONTROL_ERROR:
        return ParseFault::Http2FlowControl;
    case NGHTTP2_ENHANCE_YOUR_CALM:
        return ParseFault::Http2Flood;
    default:
        return ParseFault::Http2Violation;
    }
}

std::uint8_t* bytesOf(const std::string& text) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
}

std::string_view viewOf(const std::uint8_t* bytes, std::size_t size) {
    return {reinterpret_cast<const char*>(bytes), size};
}

/// Points into `request`. With the flags of NGHTTP2_NV_FLAG_NO_COPY_NAME and _VALUE nghttp2 does
/// too.
std::vector<nghttp2_nv> headOf(const Request& request, std::uint8_t flags) {
    std::vector<nghttp2_nv> head;
    head.reserve(request.fields.size());
    for (const HeaderField& field : request.fields)
        head.push_back({bytesOf(field.name), bytesOf(field.value), field.name.size(),
                        field.value.size(), flags});
    return head;
}

} // namespace

struct Http2Session::Callbacks {
    static Http2Session& of(void* user) { return *static_cast<Http2Session*>(user); }

    static int onHeader(nghttp2_session* /*session*/, const nghttp2_frame* frame,
                        const std::uint8_t* name, std::size_t nameSize, const std::uint8_t* value,
                        std::size_t valueSize, std::uint8_t /*flags*/, void* user) {
        Http2Session& self = of(user);
        Slot* const slot = self.slotOf(frame->hd.stream_id);
        const bool isTaken = slot == nullptr || self.takeField(*slot, viewOf(name, nameSize),
                                                               viewOf(value, valueSize));
        return isTaken ? 0 : NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    }

    static int onChunk(nghttp2_session* /*session*/, std::uint8_t /*flags*/, std::int32_t stream,
                       const std::uint8_t* bytes, std::size_t size, void* user) {
        Http2Session& self = of(user);
        Slot* const slot = self.slotOf(stream);
        if (slot != nullptr)
            self.takeChunk(*slot, viewOf(bytes, size));
        return 0;
    }

    static int onFrame(nghttp2_session* /*session*/, const nghttp2_frame* frame, void* user) {
        Http2Session& self = of(user);
        switch (frame->hd.type) {
        case NGHTTP2_HEADERS:
            if (Slot* const slot = self.slotOf(frame->hd.stream_id); slot != nullptr)
                self.endHead(*slot);
            break;
        case NGHTTP2_GOAWAY:
            self.onGoaway(frame->goaway.last_stream_id);
            return 0;
        case NGHTTP2_SETTINGS:
            if ((frame->hd.flags & NGHTTP2_FLAG_ACK) == 0)
                self.m_listener->onCapacity();
            return 0;
        default:
            break;
        }
        const bool mayEnd = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
        if (!mayEnd || (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0)
            return 0;
        if (Slot* const slot = self.slotOf(frame->hd.stream_id); slot != nullptr)
            self.finish(*slot);
        return 0;
    }

    static int onInvalidFrame(nghttp2_session* /*session*/, const nghttp2_frame* frame,
                              int /*error*/, void* user) {
        Http2Session& self = of(user);
        if (Slot* const slot = self.slotOf(frame->hd.stream_id); slot != nullptr)
            slot->fault = ParseFault::Http2Malformed;
        return 0;
    }

    static int onStreamClosed(nghttp2_session* /*session*/, std::int32_t stream, std::uint32_t code,
                              void* user) {
        Http2Session& self = of(user);
        if (Slot* const slot = self.slotOf(stream); slot != nullptr)
            self.onStreamClosed(*slot, code);
        return 0;
    }

    /// What nghttp2 gives up by itself: a connection with a GOAWAY, an answer with a RST_STREAM.
    static int onFrameSent(nghttp2_session* /*session*/, const nghttp2_frame* frame, void* user) {
        Http2Session& self = of(user);
        if (frame->hd.type == NGHTTP2_GOAWAY && frame->goaway.error_code != NGHTTP2_NO_ERROR) {
            self.breakWith(faultOfGoaway(frame->goaway.error_code));
        } else if (frame->hd.type == NGHTTP2_RST_STREAM) {
            Slot* const slot = self.slotOf(frame->hd.stream_id);
            if (slot != nullptr && slot->fault == ParseFault::None)
                slot->fault = ParseFault::Http2Malformed;
        }
        return 0;
    }

    static ssize_t readBody(nghttp2_session* /*session*/, std::int32_t stream, std::uint8_t* out,
                            std::size_t size, std::uint32_t* flags, nghttp2_data_source* source,
                            void* /*user*/) {
        Slot& slot = *static_cast<Slot*>(source->ptr);
        if (slot.stream != stream)
            return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
        const std::string_view rest = slot.request->body().substr(slot.bodySent);
        const std::string_view piece = rest.substr(0, size);
        std::ranges::copy(piece, out);
        slot.bodySent += piece.size();
        if (piece.size() == rest.size())
            *flags |= NGHTTP2_DATA_FLAG_EOF;
        return static_cast<ssize_t>(piece.size());
    }

    static const nghttp2_session_callbacks* all() {
        // One set for the process, made by whichever thread is first.
        static const nghttp2_session_callbacks* const made = [] {
            nghttp2_session_callbacks* fresh = nullptr;
            nghttp2_session_callbacks_new(&fresh);
            nghttp2_session_callbacks_set_on_header_callback(fresh, onHeader);
            nghttp2_session_callbacks_set_on_data_chunk_recv_callback(fresh, onChunk);
            nghttp2_session_callbacks_set_on_frame_recv_callback(fresh, onFrame);
            nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(fresh, onInvalidFrame);
            nghttp2_session_callbacks_set_on_stream_close_callback(fresh, onStreamClosed);
            nghttp2_session_callbacks_set_on_frame_send_callback(fresh, onFrameSent);
            return fresh;
        }();
        return made;
    }
};

void Http2Session::Free::operator()(nghttp2_session* session) const {
    nghttp2_session_del(session);
}

Http2Session::Http2Session(const Request& request, std::uint32_t slots, bool keepAlive)
    : m_request(request)
    , m_keepAlive(keepAlive)
    , m_slots(slots)
    , m_head(headOf(request, NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE)) {}

Http2Session::~Http2Session() = default;

std::unique_ptr<Http2Session> Http2Session::create(const Request& request, std::uint32_t slots,
                                                   bool keepAlive) {
    std::unique_ptr<Http2Session> made(new Http2Session(request, slots, keepAlive));
    return made->open() ? std::move(made) : nullptr;
}

bool Http2Session::open() {
    nghttp2_session* session = nullptr;
    if (nghttp2_session_client_new(&session, Callbacks::all(), this) != 0)
        return false;
    m_session.reset(session);
    const auto settings = std::to_array<nghttp2_settings_entry>({
        {NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
        {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, windowBytes},
        {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, ResponseParser::maxHeadBytes},
        {NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1},
    });
    return nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings.data(), settings.size()) ==
               0 &&
           nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0, windowBytes) == 0;
}

void Http2Session::submit(std::uint32_t index, const Request& request) {
    Slot& slot = m_slots[index];
    slot = {};
    slot.body.most = m_mostBody;
    slot.request = &request;
    nghttp2_data_provider body{{.ptr = &slot}, Callbacks::readBody};
    const auto send = [&](const std::vector<nghttp2_nv>& head) {
        return nghttp2_submit_request(m_session.get(), nullptr, head.data(), head.size(),
                                      request.body().empty() ? nullptr : &body, &slot);
    };
    slot.stream = &request == &m_request ? send(m_head) : send(headOf(request, 0));
    constexpr auto lastStream = std::numeric_limits<std::int32_t>::max() - 2;
    if (slot.stream <= 0 || slot.stream >= lastStream || !m_keepAlive)
        m_isClosing = true;
}

void Http2Session::cancel(std::uint32_t index) {
    const std::int32_t stream = std::exchange(m_slots[index].stream, 0);
    nghttp2_submit_rst_stream(m_session.get(), NGHTTP2_FLAG_NONE, stream, NGHTTP2_CANCEL);
}

std::string_view Http2Session::output() {
    gather();
    return std::string_view(m_output).substr(m_sent);
}

void Http2Session::onSent(std::size_t bytes) {
    m_sent += bytes;
    if (m_sent < m_output.size())
        return;
    m_output.clear();
    m_sent = 0;
}

// A server that takes nothing leaves the output where it is; more is made when that is gone. What
// nghttp2 says by itself does not wait so long: by a reset or a GOAWAY it tells of what is wrong.
void Http2Session::gather() {
    constexpr std::size_t enough = 64 * 1024;
    const auto hasWord = [this] {
        return m_output.size() < 2 * enough &&
               nghttp2_session_get_outbound_queue_size(m_session.get()) > 0;
    };
    while (m_output.size() < enough || hasWord()) {
        const std::uint8_t* bytes = nullptr;
        const ssize_t size = nghttp2_session_mem_send(m_session.get(), &bytes);
        if (size <= 0)
            return;
        m_output.append(viewOf(bytes, static_cast<std::size_t>(size)));
    }
}

void Http2Session::receive(std::string_view bytes, Listener& listener) {
    m_listener = &listener;
    const ssize_t taken = nghttp2_session_mem_recv(
        m_session.get(), reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    if (taken < 0) {
        breakWith(faultOf(static_cast<int>(taken)));
    } else {
        tellChunk();
        for (Slot* const slot : m_begun) {
            if (slot->stream != 0)
                tellHead(*slot);
        }
        gather();
    }
    m_begun.clear();
    m_chunkOf = m_lastSlot = nullptr;
    m_listener = nullptr;
}

std::uint32_t Http2Session::capacity() const {
    const std::uint32_t allowed = nghttp2_session_get_remote_settings(
        m_session.get(), NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS);
    // Where the server allows none, one waits for it to allow more.
    const std::uint32_t wanted = m_keepAlive ? static_cast<std::uint32_t>(m_slots.size()) : 1;
    return std::clamp(allowed, 1u, wanted);
}

std::string_view Http2Session::goodbye() {
    nghttp2_session_terminate_session(m_session.get(), NGHTTP2_NO_ERROR);
    return output();
}

} // namespace squall
